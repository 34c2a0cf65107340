/**
 * The ways in which callers say which face they mean.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { FaceSource } from "./client_backend.ts";
import { unclear } from "./detection_cache.ts";
import { isPlainObject } from "./document_values.ts";
import { type Probe, probeOf } from "./face_vector.ts";
import type { DetectionRef, FaceId } from "./filters.ts";

/** A source as one of three: a face of a kept detection, a face of a gallery, or the face itself. */
export type SourceKind =
  | { readonly detection: DetectionRef }
  | { readonly inGallery: FaceId }
  | { readonly probe: Probe };

/** Which kind a source is. @throws FacepipeError BAD_PARAM for anything that is no source. */
export function sourceKind(source: FaceSource): SourceKind {
  if (typeof source === "string") return { detection: { id: source } };
  if (!isPlainObject(source)) throw sourceError();
  const given = source as Record<string, unknown>;
  return kindOfOne(Array.isArray(given.faces) ? onlyFace(given.faces) : given);
}

/** The kind of what is no detection of several. */
function kindOfOne(given: Record<string, unknown>): SourceKind {
  const { detection } = given;
  if (given.embedding !== undefined) {
    const from = isPlainObject(detection) ? { detectionId: String(detection.id) } : {};
    return { probe: { ...probeOf(given), ...from } };
  }
  if (isPlainObject(detection)) return { detection: refOf(detection) };
  if (typeof given.gallery === "string" && given.face !== undefined)
    return { inGallery: given as unknown as FaceId };
  if (typeof given.id === "string") return { detection: refOf(given) };
  // Says what is missing: it is a face, but without a vector.
  if (given.kind === "face") return { probe: probeOf(given) };
  throw sourceError();
}

/** A face of a kept detection, without anything else that came with it. */
export function refOf({ id, index }: Record<string, unknown> | DetectionRef): DetectionRef {
  return { id: id as string, ...(index === undefined ? {} : { index: index as number }) };
}

function onlyFace(faces: readonly unknown[]): Record<string, unknown> {
  const [face] = faces;
  if (faces.length !== 1) throw unclear(faces.length);
  // Any deeper could go on for ever.
  if (!isPlainObject(face)) throw sourceError();
  return face;
}

/** What is no source. */
export function sourceError(): FacepipeError {
  return new FacepipeError(
    "BAD_PARAM",
    "Cannot use the face: expected a detection or its id, a face with a vector, or a face of a gallery",
    { param: "source" },
  );
}
