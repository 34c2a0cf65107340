/**
 * Documents of faces: how one is made of a detected face, and what makes one valid.
 * @module
 */
import { encodeBase64 } from "../base64.ts";
import { FacepipeError } from "../errors.ts";
import type { Face } from "../records.ts";
import type { FaceDetails, NewFaceDocument } from "./document_stores.ts";
import { isPlainObject } from "./document_values.ts";
import type { FaceDocument } from "./documents.ts";
import { cropOf, facenOf, vectorOfFacen } from "./face_entries.ts";
import { factsOf } from "./face_facts.ts";
import { probeOf } from "./face_vector.ts";
import { checkMeta, type FaceMeta } from "./meta.ts";

/** A document of a detected face. @throws FacepipeError BAD_PARAM where it has no vector or box. */
export function documentOfFace(face: Face, details: FaceDetails, now: Date): NewFaceDocument {
  const { embedder, embedding, facts, crop } = probeOf(face);
  const { bbox, features, sha256, camId: camera, timestamp: seen, ...others } = facts;
  if (!bbox) throw faceError("bbox", "it has no box");
  const { photoHash = sha256, camId = camera, timestamp = seen } = details;
  const meta = details.meta ?? (face.meta as FaceMeta | undefined) ?? "";
  const { detection } = face as { detection?: { id: string } };
  return {
    facen: facenOf(embedding),
    embedder,
    bbox,
    meta,
    timestamp: momentOf(timestamp ?? now.toISOString()),
    ...(photoHash === undefined ? {} : { photoHash }),
    ...(camId === undefined ? {} : { camId }),
    ...(features === undefined ? {} : { features }),
    ...(Object.keys(others).length === 0 ? {} : { facts: others }),
    ...(crop === undefined ? {} : { crop: encodeBase64(crop) }),
    ...(detection === undefined ? {} : { detectionId: detection.id }),
  };
}

/** @throws FacepipeError BAD_PARAM for a document that is none of a face. */
export function checkFaceDocument(face: FaceDocument): void {
  const { meta, bbox, timestamp, facen, embedder, photoHash, camId, facts, crop } = face;
  checkMeta(typeof meta === "string" ? { meta } : meta, {});
  if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(Number.isFinite))
    throw faceError("bbox", "expected x1, y1, x2, y2");
  if (typeof embedder !== "string" || embedder === "") throw faceError("embedder", "expected a name");
  for (const [param, value] of Object.entries({ photoHash, camId })) {
    if (value !== undefined && typeof value !== "string") throw faceError(param, "expected text");
  }
  if (facts !== undefined && !isPlainObject(facts)) throw faceError("facts", "expected an object");
  if (facts !== undefined) factsOf(facts);
  if (crop !== undefined) cropOf(crop);
  vectorOfFacen(facen);
  // Text that sorts by time has one form only.
  if (momentOf(timestamp) !== timestamp) throw timestampError(timestamp);
}

/** A moment as documents have it. @throws FacepipeError BAD_PARAM (`timestamp`). */
export function momentOf(text: string): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw timestampError(text);
  return moment.toISOString();
}

function timestampError(text: unknown): FacepipeError {
  const shown = String(text).slice(0, 40);
  const expected = "expected a date such as 2026-03-08T12:00:00.000Z";
  return new FacepipeError("BAD_PARAM", `Cannot use timestamp ${shown}: ${expected}`, {
    param: "timestamp",
    value: text,
  });
}

function faceError(param: string, reason: string): FacepipeError {
  return new FacepipeError("BAD_PARAM", `Cannot use ${param} of a face: ${reason}`, { param });
}
