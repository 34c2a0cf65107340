/**
 * Refuses to compare vectors that have nothing to do with each other.
 * @module
 */
import { streamError } from "../errors.ts";
import type { Face } from "../records.ts";
import { lengthOf } from "./vectors.ts";

/** The vectors of one embedder; the first face decides which. */
export class VectorSpace {
  #first: { readonly embedder: string | undefined; readonly dimension: number } | undefined;

  /**
   * Checks the vector of a face.
   *
   * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, naming the face, where the vector has no
   * direction, another length, or comes from another embedder than the first.
   */
  check(face: Face, vector: Float32Array): void {
    const length = lengthOf(vector);
    if (!(length > 0 && length < Number.POSITIVE_INFINITY)) {
      throw streamError(faceName(face), "the vector is empty, zero or not finite", "embedding");
    }
    this.#first ??= { embedder: face.embedder, dimension: vector.length };
    const { embedder, dimension } = this.#first;
    if (face.embedder !== embedder) {
      const ids = `it is ${face.embedder ?? "missing"}, but ${embedder ?? "missing"} in the faces before`;
      const reason = `${ids}; vectors of different embedders cannot be compared`;
      throw streamError(faceName(face), reason, "embedder");
    }
    if (vector.length !== dimension) {
      const reason = `the vector has ${vector.length} numbers, but ${dimension} in the faces before`;
      throw streamError(faceName(face), reason, "embedding");
    }
  }
}

/** A face as messages name it. */
export function faceName({ faceId, path }: Face): string {
  return path === undefined ? `face ${faceId}` : `face ${faceId} of ${path}`;
}
