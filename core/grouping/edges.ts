/**
 * Finds all pairs of similar faces without ever holding all similarities.
 * @module
 */
import { dot } from "./dot_products.ts";
import { Pause } from "./pause.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import type { Vectors } from "./vectors.ts";

/** Rows in a block: enough to keep a matrix product busy, few enough to keep its result in the cache. */
const BLOCK_ROWS = 256;

/**
 * Calls `visit(i, j)`, `i < j`, for every pair of vectors whose similarity is at least `least`.
 *
 * A product in float32 has a rounding error of up to `dimension · 2^-24` for unit vectors (Higham,
 * Accuracy and Stability of Numerical Algorithms, §3.1). Pairs closer than that to the limit are
 * computed again in float64, so the edges do not depend on who multiplies, or in which blocks.
 */
export async function visitEdges(
  vectors: Vectors,
  least: number,
  blocks: SimilarityBlocks,
  visit: (i: number, j: number) => void,
): Promise<void> {
  const { data, count, dimension } = vectors;
  const band = Math.max(1e-5, dimension * 2 ** -24);
  const pause = new Pause();
  for (let start = 0; start < count; start += BLOCK_ROWS) {
    if (pause.due()) await pause.take();
    const end = Math.min(count, start + BLOCK_ROWS);
    const columns = data.subarray(start * dimension);
    const products = await blocks.multiply(
      data.subarray(start * dimension, end * dimension),
      columns,
      dimension,
    );
    const width = count - start;
    for (let i = start; i < end; i++) {
      const row = (i - start) * width - start;
      for (let j = i + 1; j < count; j++) {
        const product = products[row + j]!;
        if (product < least - band) continue;
        if (product > least + band || dot(data, i * dimension, data, j * dimension, dimension) >= least)
          visit(i, j);
      }
    }
  }
}
