/**
 * Vectors side by side in one array, the form that all of grouping works on.
 * @module
 */
import { dot } from "./dot_products.ts";

/** `count` vectors of unit length, row by row: `data.length === count * dimension`. */
export interface Vectors {
  readonly data: Float32Array;
  readonly count: number;
  readonly dimension: number;
}

/** The rows of `vectors` that `indices` names, in that order, copied. */
export function takeRows(vectors: Vectors, indices: ArrayLike<number>): Vectors {
  const { dimension } = vectors;
  const data = new Float32Array(indices.length * dimension);
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * dimension;
    data.set(vectors.data.subarray(start, start + dimension), row * dimension);
  }
  return { data, count: indices.length, dimension };
}

/** The length of a vector; 0 or not finite where it has no direction. */
export function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

/** Writes a vector to `target`, scaled to unit length. */
export function writeUnitVector(vector: Float32Array, target: Float32Array): void {
  const scale = 1 / lengthOf(vector);
  for (let k = 0; k < vector.length; k++) target[k] = vector[k]! * scale;
}

/** The cosine of the angle between two vectors of the same length, of any scale, −1 to 1. */
export function cosineSimilarity(a: Float32Array, b: Float32Array): number {
  const cosine = dot(a, 0, b, 0, a.length) / (lengthOf(a) * lengthOf(b));
  return Math.max(-1, Math.min(1, cosine));
}
