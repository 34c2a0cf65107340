/**
 * Persons of faces in galleries.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { Uint64 } from "./ids.ts";
import type { GalleryStore } from "./store.ts";

const PAGE = 500;

/** The faces of a person in all galleries of an owner, in pieces. Those that are given may be changed meanwhile. */
export async function* facesOfPerson(
  store: GalleryStore,
  owner: string,
  person: Uint64,
): AsyncGenerator<{ gallery: string; faces: Uint64[] }> {
  const { rows: galleries } = await store.listGalleries(owner);
  for (const { name: gallery } of galleries) {
    for (let after: Uint64 | undefined; ; ) {
      const conditions = [{ on: "person" as const, anyOf: [person] }];
      const query = { conditions, limit: PAGE, ...(after === undefined ? {} : { after }) };
      const { rows } = await store.pageFaces(owner, gallery, query);
      if (rows.length > 0) yield { gallery, faces: rows.map(({ id }) => id) };
      if (rows.length < PAGE) break;
      after = rows.at(-1)!.id;
    }
  }
}

/** Says whose a face in a gallery is; one that is gone is nobody's. */
export async function setEntryPerson(
  store: GalleryStore,
  owner: string,
  gallery: string,
  id: Uint64,
  person: Uint64,
): Promise<void> {
  try {
    await store.updateFace(owner, gallery, id, { person });
  } catch (error) {
    if (!(error instanceof FacepipeError) || error.code !== "NOT_FOUND") throw error;
  }
}
