/**
 * The errors of galleries, said the same way by every store.
 * @module
 */

import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { formatId, type Uint64 } from "./ids.ts";

/** A gallery does not exist, or belongs to somebody else: nobody can tell which. */
export function galleryNotFound(name: string, hint?: string): FacepipeError {
  const why = hint === undefined ? "" : `: ${hint}`;
  return new FacepipeError("GALLERY_NOT_FOUND", `Cannot find gallery ${name}${why}`, {
    exit: EXIT.usage,
    param: "gallery",
    value: name,
  });
}

/** A gallery of this name exists already. */
export function galleryExists(name: string): FacepipeError {
  return new FacepipeError("CONFLICT", `Cannot create gallery ${name}: it exists already`, {
    exit: EXIT.usage,
    param: "gallery",
    value: name,
  });
}

/** A face is not in a gallery. */
export function faceNotFound(gallery: string, id: Uint64): FacepipeError {
  return new FacepipeError("NOT_FOUND", `Cannot find face ${formatId(id)} in gallery ${gallery}`, {
    param: "id",
    value: formatId(id),
  });
}

/** The id of a face is taken. */
export function faceExists(gallery: string, id: Uint64): FacepipeError {
  return new FacepipeError(
    "CONFLICT",
    `Cannot add face ${formatId(id)} to gallery ${gallery}: the id is taken`,
    {
      param: "id",
      value: formatId(id),
    },
  );
}

/** A vector is not of the embedder of its gallery. */
export function otherEmbedder(gallery: string, wanted: string, given: string): FacepipeError {
  return new FacepipeError(
    "BAD_PARAM",
    `Cannot use vectors of ${given} in gallery ${gallery}: its vectors are of ${wanted}`,
    { param: "embedder", value: given },
  );
}

/** A vector has another length than those of its gallery. */
export function otherLength(gallery: string, wanted: number, given: number): FacepipeError {
  return new FacepipeError(
    "BAD_PARAM",
    `Cannot use vectors of length ${given} in gallery ${gallery}: its vectors have length ${wanted}`,
    { param: "embedding", value: given },
  );
}

/** A user is unknown or inactive, or a token is nobody's: nobody can tell which. */
export function authFailed(): FacepipeError {
  return new FacepipeError("AUTH_FAILED", "Cannot authenticate: the user or token is unknown or inactive", {
    exit: EXIT.usage,
  });
}
