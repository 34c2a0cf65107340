/**
 * People who are known before an album is grouped: a file of named faces, or a gallery.
 * @module
 */
import { stat } from "node:fs/promises";
import {
  EXIT,
  type Face,
  FacepipeError,
  faceRecord,
  type Gallery,
  type KnownPeople,
  knownPeople,
} from "../core/mod.ts";
import type { Context } from "./command.ts";
import { everyFace } from "./gallery/every_face.ts";
import { existingGallery, openStore } from "./gallery/store_options.ts";

/**
 * The people of a file, or where there is none of that name, of a gallery: its faces with a `name`.
 *
 * @param db Addresses of the galleries' store; none: the default.
 * @throws FacepipeError (exit 2) where there is neither, or nobody has a name.
 */
export async function openKnownPeople(
  known: string,
  db: readonly string[],
  context: Context,
): Promise<KnownPeople> {
  const found = await stat(known).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) {
    const { readKnownPeople } = await import("../formats/mod.ts");
    return readKnownPeople(known);
  }
  try {
    return await galleryPeople(await existingGallery(await openStore({ db: [...db] }, context), known));
  } catch (thrown) {
    if (!(thrown instanceof FacepipeError && ["GALLERY_NOT_FOUND", "BAD_PARAM"].includes(thrown.code)))
      throw thrown;
    throw unknown(known, "there is no such file, and no gallery of that name", thrown);
  }
}

async function galleryPeople(gallery: Gallery): Promise<KnownPeople> {
  try {
    return await knownPeople(namedFaces(gallery));
  } catch (thrown) {
    throw unknown(gallery.name, "no face of the gallery has a name", thrown);
  }
}

async function* namedFaces(gallery: Gallery): AsyncIterable<Face> {
  for await (const face of everyFace(gallery, { filters: [], whole: true })) {
    const { name } = face.meta;
    if (typeof name === "string") yield { ...faceRecord(gallery.name, face), person: name };
  }
}

function unknown(known: string, reason: string, cause: unknown): FacepipeError {
  const message = `Cannot use known people ${known}: ${reason}`;
  return new FacepipeError("BAD_PARAM", message, { exit: EXIT.usage, param: "known", value: known, cause });
}
