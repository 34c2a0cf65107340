/**
 * The similarities of all pairs in one component.
 * @module
 */
import { multiplyInto } from "./dot_products.ts";
import { Pause } from "./pause.ts";
import type { Vectors } from "./vectors.ts";

/** Rows computed at once. */
const BLOCK_ROWS = 64;

/** Similarities of `count` faces: of `i` and a lower `j` at `i(i − 1)/2 + j`, ties broken. */
export interface PairSimilarities {
  readonly count: number;
  readonly values: Float64Array;
}

/**
 * Computes the similarities of all pairs: the cosine in float64, plus what breaks ties.
 *
 * @param weights The {@linkcode tieWeight} of each face.
 */
export async function pairSimilarities(vectors: Vectors, weights: Float64Array): Promise<PairSimilarities> {
  const { data, count, dimension } = vectors;
  const values = new Float64Array((count * (count - 1)) / 2);
  const block = new Float64Array(Math.min(BLOCK_ROWS, count) * count);
  const pause = new Pause();
  let next = 0;
  for (let start = 0; start < count; start += BLOCK_ROWS) {
    if (pause.due()) await pause.take();
    const end = Math.min(count, start + BLOCK_ROWS);
    multiplyInto(
      data.subarray(start * dimension, end * dimension),
      data.subarray(0, end * dimension),
      dimension,
      block,
    );
    for (let i = start; i < end; i++) {
      const row = (i - start) * end;
      for (let j = 0; j < i; j++) values[next++] = block[row + j]! + weights[i]! * weights[j]!;
    }
  }
  return { count, values };
}
