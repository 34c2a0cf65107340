/**
 * Rows of the faces of an album.
 * @module
 */
import type { Vectors } from "./vectors.ts";

/** The row of a face, or undefined where it is not there; `ids` are ascending. */
export function findRow(ids: readonly string[], faceId: string): number | undefined {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < faceId) low = middle + 1;
    else high = middle;
  }
  return ids[low] === faceId ? low : undefined;
}

/** The sum of some vectors, and of what is given; the same to the last bit in whatever order rows come. */
export function sumOfRows(vectors: Vectors, rows: Iterable<number>, start?: Float64Array): Float64Array {
  const { data, dimension } = vectors;
  const sum = start === undefined ? new Float64Array(dimension) : start.slice();
  for (const row of [...rows].sort((a, b) => a - b)) {
    for (let k = 0; k < dimension; k++) sum[k]! += data[row * dimension + k]!;
  }
  return sum;
}
