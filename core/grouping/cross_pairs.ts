/**
 * Finds the similar pairs between two lists of vectors.
 * @module
 */
import { Pause } from "./pause.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import type { Vectors } from "./vectors.ts";

/** A block of products: 256 × 4,096 numbers are 4 MiB. */
const BLOCK_ROWS = 256;
const BLOCK_COLUMNS = 4096;

/**
 * Calls `visit(i, j)` for every row i and column j whose dot product is at least `least`, by products
 * in float32: who needs to know exactly asks for a little less and computes the rest.
 */
export async function visitCrossPairs(
  rows: Vectors,
  columns: Vectors,
  least: number,
  blocks: SimilarityBlocks,
  visit: (i: number, j: number) => void,
): Promise<void> {
  const { dimension } = rows;
  const pause = new Pause();
  for (let top = 0; top < rows.count; top += BLOCK_ROWS) {
    for (let left = 0; left < columns.count; left += BLOCK_COLUMNS) {
      if (pause.due()) await pause.take();
      const height = Math.min(BLOCK_ROWS, rows.count - top);
      const width = Math.min(BLOCK_COLUMNS, columns.count - left);
      const products = await blocks.multiply(
        rows.data.subarray(top * dimension, (top + height) * dimension),
        columns.data.subarray(left * dimension, (left + width) * dimension),
        dimension,
      );
      for (let at = 0; at < height * width; at++) {
        if (products[at]! >= least) visit(top + Math.floor(at / width), left + (at % width));
      }
    }
  }
}
