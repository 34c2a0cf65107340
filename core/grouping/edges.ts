/**
 * Finds all pairs of similar vectors without ever holding all similarities.
 * @module
 */

import type { Hits } from "./hits.ts";
import { type NeighborIndex, NO_NEIGHBOR } from "./neighbor_index.ts";
import { Pause } from "./pause.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import type { Vectors } from "./vectors.ts";

/** Vectors in a block: enough to keep a matrix product busy, few enough to keep its result in the cache. */
export const BLOCK_ROWS = 1024;

/** Neighbours asked of an index for each vector. A cluster needs one of them; later rounds ask again. */
const NEIGHBORS = 16;

/**
 * Gets the numbers of two rows, `i < j`, and their similarity with the accuracy of
 * {@linkcode roundingBand}. The partners of each row come in ascending order.
 */
export type PairVisitor = (i: number, j: number, similarity: number) => void;

/**
 * How far a product in float32 may be off for vectors up to unit length, with some room for the
 * rounding of the vectors themselves (Higham, Accuracy and Stability of Numerical Algorithms, §3.1).
 */
export function roundingBand(dimension: number): number {
  return Math.max(1e-5, (dimension + 4) * 2 ** -24);
}

/**
 * Visits every pair of vectors whose similarity is at least `least`, and perhaps some that are
 * less than {@linkcode roundingBand} below: who needs to know computes those in float64, so that the
 * result depends neither on who multiplies nor on the blocks.
 *
 * @param least Asked again for each block, by its first row and its first column: the limit may rise.
 */
export async function visitSimilarPairs(
  { data, count, dimension }: Vectors,
  least: (top: number, left: number) => number,
  blocks: SimilarityBlocks,
  visit: PairVisitor,
): Promise<void> {
  const band = roundingBand(dimension);
  const blockOf = (start: number) => data.subarray(start * dimension, (start + BLOCK_ROWS) * dimension);
  const search = (top: number, left: number) =>
    blocks.search(blockOf(top), blockOf(left), dimension, least(top, left) - band);
  const pause = new Pause();
  let before: Block | undefined;
  try {
    for (const [top, left] of places(count)) {
      // A product that leaves this thread free multiplies one block while another is looked through.
      const block = { top, left, hits: search(top, left) };
      block.hits.catch(() => {});
      if (before !== undefined) visitHits(await before.hits, before, count, visit);
      before = block;
      if (pause.due()) await pause.take();
    }
    if (before !== undefined) visitHits(await before.hits, before, count, visit);
  } finally {
    await before?.hits.catch(() => {});
  }
}

/** A block of the product, by its first row and its first column. */
interface Block {
  readonly top: number;
  readonly left: number;
  readonly hits: Promise<Hits>;
}

/** The blocks on and above the diagonal. */
function* places(count: number): Iterable<[top: number, left: number]> {
  for (let top = 0; top < count; top += BLOCK_ROWS) {
    for (let left = top; left < count; left += BLOCK_ROWS) yield [top, left];
  }
}

/** The pairs of one block of the product; below the diagonal each has been visited already. */
function visitHits(
  { places, values, count: hits }: Hits,
  { top, left }: Block,
  count: number,
  visit: PairVisitor,
): void {
  const width = Math.min(BLOCK_ROWS, count - left);
  for (let hit = 0; hit < hits; hit++) {
    const place = places[hit]!;
    const row = Math.floor(place / width);
    const i = top + row;
    const j = left + place - row * width;
    if (i < j) visit(i, j, values[hit]!);
  }
}

/** Visits the pairs of vectors of which one is among the nearest neighbours of the other; `i < j`, in ascending order. */
export async function visitNeighbors(
  vectors: Vectors,
  index: NeighborIndex,
  visit: (i: number, j: number) => void,
): Promise<void> {
  const nearest = await index.nearest(vectors, NEIGHBORS);
  const askers = new Askers(nearest, vectors.count);
  for (let i = 0; i < vectors.count; i++) {
    const partners = new Set(askers.of(i));
    for (const j of nearest.subarray(i * NEIGHBORS, (i + 1) * NEIGHBORS)) {
      if (j !== NO_NEIGHBOR && j > i) partners.add(j);
    }
    for (const j of Uint32Array.from(partners).sort()) visit(i, j);
  }
}

/** For each row the higher rows that have it as a neighbour. */
class Askers {
  #starts: Uint32Array;
  #rows: Uint32Array;

  constructor(nearest: Uint32Array, count: number) {
    const starts = new Uint32Array(count + 1);
    eachAnswer(nearest, (_, row) => starts[row + 1]!++);
    for (let row = 0; row < count; row++) starts[row + 1]! += starts[row]!;
    const next = starts.slice();
    const rows = new Uint32Array(starts[count]!);
    eachAnswer(nearest, (asker, row) => {
      rows[next[row]!++] = asker;
    });
    this.#starts = starts;
    this.#rows = rows;
  }

  of(row: number): Uint32Array {
    return this.#rows.subarray(this.#starts[row], this.#starts[row + 1]);
  }
}

/** Calls `each` for every row and a lower one among its neighbours. */
function eachAnswer(nearest: Uint32Array, each: (asker: number, row: number) => void): void {
  for (let place = 0; place < nearest.length; place++) {
    const asker = Math.floor(place / NEIGHBORS);
    if (nearest[place]! < asker) each(asker, nearest[place]!);
  }
}
