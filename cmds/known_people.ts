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
  isMadeUpName,
  type KnownPeople,
  knownPeople,
} from "../core/mod.ts";
import type { Context } from "./command.ts";
import { existingGallery, openGalleryClient } from "./gallery/client_options.ts";
import { everyFace } from "./gallery/every_face.ts";

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
  return galleryPeople(await galleryOf(known, db, context));
}

async function galleryOf(known: string, db: readonly string[], context: Context): Promise<Gallery> {
  const reason = "there is no such file, and no gallery of that name";
  // A name that is mistyped must not leave an empty store behind.
  if (!(await mayHaveStore(db))) throw unknown(known, reason);
  const opened = await openGalleryClient({ db: [...db] }, context);
  try {
    return await existingGallery(opened, known);
  } catch (thrown) {
    if (!(thrown instanceof FacepipeError && ["GALLERY_NOT_FOUND", "BAD_PARAM"].includes(thrown.code)))
      throw thrown;
    throw unknown(known, reason, thrown);
  }
}

/** Whether there is a store where the galleries are kept, or it is asked of a server. */
async function mayHaveStore(db: readonly string[]): Promise<boolean> {
  const { defaultDatabase, hasStore } = await import("../formats/mod.ts");
  const stores = await Promise.all((db.length > 0 ? db : [defaultDatabase()]).map(hasStore));
  return stores.every((has) => has);
}

async function galleryPeople(gallery: Gallery): Promise<KnownPeople> {
  let named = 0;
  async function* namedFaces(): AsyncIterable<Face> {
    for await (const face of everyFace(gallery, { filters: [], whole: true })) {
      const { name } = face.meta;
      if (typeof name !== "string" || isMadeUpName(name)) continue;
      named++;
      yield { ...faceRecord(gallery.name, face), person: name };
    }
  }
  try {
    return await knownPeople(namedFaces());
  } catch (thrown) {
    if (named > 0 || !(thrown instanceof FacepipeError && thrown.code === "MALFORMED_REQUEST")) throw thrown;
    throw unknown(gallery.name, "no face of the gallery has a name", thrown);
  }
}

function unknown(known: string, reason: string, cause?: unknown): FacepipeError {
  const message = `Cannot use known people ${known}: ${reason}`;
  return new FacepipeError("BAD_PARAM", message, { exit: EXIT.usage, param: "known", value: known, cause });
}
