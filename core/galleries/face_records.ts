/**
 * Faces of galleries as face records, and back.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { Face } from "../records.ts";
import { factsOf } from "./face_facts.ts";
import { formatId, parseId, type Uint64 } from "./ids.ts";
import type { FaceMeta } from "./meta.ts";
import type { GalleryFace, GalleryFaceRow } from "./store.ts";

/**
 * The face of a gallery as a record, with all that the gallery keeps of it; nothing is lost.
 *
 * @param gallery Name of the gallery.
 */
export function faceRecord(gallery: string, face: GalleryFaceRow): Face {
  const { id, embedder, embedding, meta, person, facts, crop } = face;
  return {
    faceId: formatId(id),
    ...facts,
    kind: "face",
    embedder,
    ...(embedding && { embedding }),
    gallery,
    id: formatId(id),
    meta: meta as NonNullable<Face["meta"]>,
    ...(person !== undefined && { personId: formatId(person) }),
    ...(crop && { crop }),
  };
}

/**
 * The record as a face that a gallery can take over, the inverse of {@linkcode faceRecord}.
 *
 * @param id Its id; default: that of the record, else one made of the `faceId`.
 * @throws FacepipeError EXTRACTION_ERROR for a face without a vector, BAD_PARAM for an id that is none,
 * or a field that is not what records have.
 */
export function galleryFace(face: Face, id: Uint64 = idOf(face)): GalleryFace {
  const { embedder, embedding, crop, meta = {}, personId } = face;
  if (embedding === undefined || embedder === undefined) {
    const message = `Cannot enrol face ${face.faceId}: it has no embedding, pass it through embed first`;
    throw new FacepipeError("EXTRACTION_ERROR", message, { param: "embedding" });
  }
  return {
    id,
    embedder,
    embedding,
    meta: meta as FaceMeta,
    ...(personId !== undefined && { person: parseId(personId, "personId") }),
    facts: factsOf(face),
    ...(crop && { crop }),
  };
}

function idOf({ id, faceId }: Face): Uint64 {
  return id === undefined ? stableId(faceId) : parseId(id);
}

const MASK = 0xffff_ffff_ffff_ffffn;

/**
 * The id of a face in galleries, made of its `faceId`, so that adding a face again is noticed: 63
 * bits of the 64-bit FNV-1a hash (Fowler, Noll, Vo) with the finaliser of MurmurHash3 (Appleby).
 *
 * @example
 * ```ts
 * import { stableId } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(stableId("8b7b0ab03de6c50b-0"), stableId("8b7b0ab03de6c50b-0"));
 * assert.notEqual(stableId("8b7b0ab03de6c50b-0"), stableId("8b7b0ab03de6c50b-1"));
 * ```
 */
export function stableId(faceId: string): Uint64 {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(faceId)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & MASK;
  hash = ((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn) & MASK;
  hash = ((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n) & MASK;
  return (hash ^ (hash >> 33n)) >> 1n;
}
