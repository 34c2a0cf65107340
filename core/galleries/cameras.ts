/**
 * The store of cameras.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { RULES } from "./collections.ts";
import { DocumentCollection } from "./document_collection.ts";
import type { DocumentContext } from "./document_context.ts";
import type { CameraStore, NewCamera } from "./document_stores.ts";
import { checkValue } from "./document_values.ts";
import type { CameraDocument, UserRef } from "./documents.ts";

const TURNS: readonly unknown[] = [undefined, 0, 90, 180, 270];

/** Cameras. */
export class Cameras extends DocumentCollection<CameraDocument> implements CameraStore {
  constructor(context: DocumentContext) {
    super(context, RULES.cameras);
  }

  async add(user: UserRef, camera: NewCamera): Promise<CameraDocument> {
    const owner = await this.ownerOf(user);
    const fields = checkValue(camera, "camera") as NewCamera;
    const document: CameraDocument = { enabled: true, ...fields, _id: crypto.randomUUID(), owner };
    await this.insert(document);
    return document;
  }

  protected override check({ meta, url, enabled, detector, rot, roi }: CameraDocument): void {
    for (const [param, value] of Object.entries({ meta, url, detector })) {
      if (value !== undefined && typeof value !== "string") throw cameraError(param, value, "expected text");
    }
    if (typeof enabled !== "boolean") throw cameraError("enabled", enabled, "expected true or false");
    if (!TURNS.includes(rot)) throw cameraError("rot", rot, "expected 0, 90, 180 or 270");
    const isRoi =
      Array.isArray(roi) && roi.length === 4 && roi.every((v) => Number.isSafeInteger(v) && v >= 0);
    if (roi !== undefined && !isRoi)
      throw cameraError("roi", roi, "expected width, height, x and y in pixels");
  }
}

function cameraError(param: string, value: unknown, expected: string): FacepipeError {
  return new FacepipeError("BAD_PARAM", `Cannot use ${param} of a camera: ${expected}`, { param, value });
}
