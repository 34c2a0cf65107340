/**
 * What a server is asked to detect.
 * @module
 */
import { readFile } from "node:fs/promises";
import { checkPhoto, type DetectRequest, FacepipeError, type JsonObject, reasonOf } from "../../core/mod.ts";

/**
 * The body of a question: JSON with the address of a photo, which the server fetches, or a form with its bytes.
 * Paths are read here, since the server's files are others.
 *
 * @throws FacepipeError BAD_PARAM; SOURCE_NOT_FOUND for a file that cannot be read.
 */
export async function detectForm(request: Omit<DetectRequest, "signal">): Promise<FormData | JsonObject> {
  checkPhoto(request);
  const { image, url, ...wanted } = request;
  if (image === undefined) return { url, ...wanted };
  const bytes = typeof image === "string" ? await photoFile(image) : image;
  const form = new FormData();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined) form.append(name, String(value));
  }
  form.append("image", new Blob([bytes.slice()]), "photo");
  return form;
}

async function photoFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = `Cannot read photo ${path}: ${reasonOf(cause)}`;
    throw new FacepipeError("SOURCE_NOT_FOUND", reason, { param: "image", value: path, cause });
  }
}
