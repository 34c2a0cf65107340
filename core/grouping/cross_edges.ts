/**
 * Finds the similar pairs between two lists of vectors, and in one.
 * @module
 */
import { dot } from "./dot_products.ts";
import { roundingBand, visitSimilarPairs } from "./edges.ts";
import { Pause } from "./pause.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import type { Vectors } from "./vectors.ts";

/** A block of products: 1,024 × 1,024 numbers are 4 MiB. */
const BLOCK_ROWS = 1024;

/**
 * Calls `visit(i, j, product)` for every row i and column j whose dot product is at least `least`.
 * Vectors may be shorter than 1. Products are computed in float64, so the pairs are the same whoever
 * multiplies.
 */
export async function visitCrossEdges(
  rows: Vectors,
  columns: Vectors,
  least: number,
  blocks: SimilarityBlocks,
  visit: (i: number, j: number, product: number) => void,
): Promise<void> {
  const { dimension } = rows;
  const band = roundingBand(dimension);
  const pause = new Pause();
  for (const [top, left] of blockStarts(rows.count, columns.count)) {
    if (pause.due()) await pause.take();
    const width = Math.min(BLOCK_ROWS, columns.count - left);
    const hits = await blocks.search(blockOf(rows, top), blockOf(columns, left), dimension, least - band);
    for (let hit = 0; hit < hits.count; hit++) {
      const place = hits.places[hit]!;
      const i = top + Math.floor(place / width);
      const j = left + (place % width);
      const product = dot(rows.data, i * dimension, columns.data, j * dimension, dimension);
      if (product >= least) visit(i, j, product);
    }
  }
}

/** Calls `visit(i, j)`, `i < j`, for every two vectors of a list whose dot product is at least `least`. */
export async function visitEdges(
  vectors: Vectors,
  least: number,
  blocks: SimilarityBlocks,
  visit: (i: number, j: number) => void,
): Promise<void> {
  const { data, dimension } = vectors;
  await visitSimilarPairs(
    vectors,
    () => least,
    blocks,
    (i, j) => {
      if (dot(data, i * dimension, data, j * dimension, dimension) >= least) visit(i, j);
    },
  );
}

function blockOf({ data, dimension }: Vectors, start: number): Float32Array {
  return data.subarray(start * dimension, (start + BLOCK_ROWS) * dimension);
}

function* blockStarts(height: number, width: number): Iterable<[top: number, left: number]> {
  for (let top = 0; top < height; top += BLOCK_ROWS) {
    for (let left = 0; left < width; left += BLOCK_ROWS) yield [top, left];
  }
}
