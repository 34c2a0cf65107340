/**
 * Paths of the gallery interface, after its prefix.
 * @module
 */
import { checkGalleryName, formatId, type PartialOptions, type Uint64 } from "../../core/mod.ts";

/** A gallery. @throws FacepipeError BAD_PARAM for a name that galleries cannot have. */
export function galleryPath(name: string): string {
  return `/galleries/${checkGalleryName(name)}/`;
}

/** A face of a gallery. */
export function facePath(gallery: string, id: Uint64): string {
  return `${galleryPath(gallery)}faces/${formatId(id)}/`;
}

/** The query that leaves shards out. */
export function ignoring({ ignoreErrors }: PartialOptions): string {
  return ignoreErrors === undefined ? "" : `?ignoreErrors=${ignoreErrors}`;
}
