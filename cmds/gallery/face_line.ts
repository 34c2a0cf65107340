/**
 * A face of a gallery as one JSON object, without vector and crop.
 * @module
 */
import { formatId, type ListedFace } from "../../core/mod.ts";

/** What programs get to read. */
export function faceLine({ id, meta, person, facts, embedder, confidence }: ListedFace): object {
  return {
    id: formatId(id),
    meta,
    ...(person !== undefined && { personId: formatId(person) }),
    ...(confidence !== undefined && { confidence }),
    faceId: facts.faceId,
    path: facts.path,
    sha256: facts.sha256,
    bbox: facts.bbox,
    embedder,
  };
}
