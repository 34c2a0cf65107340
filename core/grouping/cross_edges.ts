/**
 * Finds the similar pairs between two lists of vectors.
 * @module
 */
import { dot } from "./dot_products.ts";
import { Pause } from "./pause.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import type { Vectors } from "./vectors.ts";

/** A block of products: 256 × 4,096 numbers are 4 MiB. */
const BLOCK_ROWS = 256;
const BLOCK_COLUMNS = 4096;

/**
 * Calls `visit(i, j, product)` for every row i and column j whose dot product is at least `least`.
 * Vectors may be shorter than 1. The pairs are the same whoever multiplies, as in `visitEdges`;
 * the product is the exact one.
 */
export async function visitCrossEdges(
  rows: Vectors,
  columns: Vectors,
  least: number,
  blocks: SimilarityBlocks,
  visit: (i: number, j: number, product: number) => void,
): Promise<void> {
  const { dimension } = rows;
  const band = Math.max(1e-5, dimension * 2 ** -24);
  const pause = new Pause();
  for (const [top, left] of blockStarts(rows.count, columns.count)) {
    if (pause.due()) await pause.take();
    const height = Math.min(BLOCK_ROWS, rows.count - top);
    const width = Math.min(BLOCK_COLUMNS, columns.count - left);
    const products = await blocks.multiply(
      rows.data.subarray(top * dimension, (top + height) * dimension),
      columns.data.subarray(left * dimension, (left + width) * dimension),
      dimension,
    );
    for (let at = 0; at < height * width; at++) {
      if (products[at]! < least - band) continue;
      const i = top + Math.floor(at / width);
      const j = left + (at % width);
      const product = dot(rows.data, i * dimension, columns.data, j * dimension, dimension);
      if (product >= least) visit(i, j, product);
    }
  }
}

function* blockStarts(height: number, width: number): Iterable<[top: number, left: number]> {
  for (let top = 0; top < height; top += BLOCK_ROWS) {
    for (let left = 0; left < width; left += BLOCK_COLUMNS) yield [top, left];
  }
}
