/**
 * From documents of faces to faces in galleries.
 * @module
 */
import { decodeBase64, encodeBase64 } from "../base64.ts";
import { FacepipeError } from "../errors.ts";
import type { NewFaceDocument } from "./document_stores.ts";
import type { FaceDocument } from "./documents.ts";
import type { FaceFacts } from "./face_facts.ts";
import { type Probe, probeOf, unitVector } from "./face_vector.ts";
import type { FaceMeta } from "./meta.ts";
import type { GalleryFace } from "./store.ts";

/** The vector of a document. @throws FacepipeError BAD_PARAM (`facen`) where it is none. */
export function vectorOfFacen(facen: unknown): Float32Array {
  const bytes = typeof facen === "string" ? decodeBase64(facen)?.slice() : undefined;
  if (bytes && bytes.length > 0 && bytes.length % 4 === 0) return unitVector(new Float32Array(bytes.buffer));
  throw new FacepipeError("BAD_PARAM", "Cannot use facen: expected base64 of float32 values", {
    param: "facen",
  });
}

/** The facen of a vector. */
export function facenOf(vector: Float32Array): string {
  return encodeBase64(vector);
}

/** What a face is searched by: a document, or a face record. */
export function probeOfFace(face: object): Probe {
  if (!("facen" in face)) return probeOf(face);
  const { facen, embedder } = face as NewFaceDocument;
  return probeOf({ embedder, embedding: vectorOfFacen(facen), facts: {} });
}

/** A document as a face of a gallery. The metadata of text has the key `meta`; the camera's id has the key `camId`. */
export function entryOf(face: FaceDocument): GalleryFace {
  const { embedding, embedder } = probeOfFace(face);
  return {
    id: face._id,
    embedder,
    embedding,
    meta: entryMeta(face),
    ...(face.personId === undefined ? {} : { person: face.personId }),
    facts: entryFacts(face),
    ...(face.crop === undefined ? {} : { crop: cropOf(face.crop) }),
  };
}

/** The crop of a document. @throws FacepipeError BAD_PARAM (`crop`) where it is none. */
export function cropOf(crop: unknown): Uint8Array {
  const bytes = typeof crop === "string" ? decodeBase64(crop) : undefined;
  if (bytes) return bytes;
  throw new FacepipeError("BAD_PARAM", "Cannot use crop: expected base64", { param: "crop" });
}

/** The metadata of a document as galleries have it. */
export function entryMeta({ meta, camId }: Pick<FaceDocument, "meta" | "camId">): FaceMeta {
  const own: FaceMeta = typeof meta === "string" ? (meta === "" ? {} : { meta }) : meta;
  return camId === undefined || "camId" in own ? own : { ...own, camId };
}

/** What galleries keep of a document besides. */
export function entryFacts(face: FaceDocument): FaceFacts {
  const { facts, bbox, photoHash, timestamp, camId, features } = face;
  return {
    ...facts,
    bbox,
    timestamp,
    ...(photoHash === undefined ? {} : { sha256: photoHash }),
    ...(camId === undefined ? {} : { camId }),
    ...(features === undefined ? {} : { features: features as never }),
  };
}
