/**
 * The matrix product that finds similar faces, replaceable by one that runs on better hardware.
 * @module
 */
import { multiplyInto } from "./dot_products.ts";
import { Hits } from "./hits.ts";
import type { NeighborIndex } from "./neighbor_index.ts";

/** Multiplies blocks of vectors. */
export interface SimilarityBlocks {
  /**
   * The dot products of every row with every column, row by row, with the accuracy of float32.
   * The result is valid until the next call.
   *
   * @param rows Row vectors of `dimension` numbers, side by side.
   * @param columns Column vectors, likewise.
   */
  multiply(rows: Float32Array, columns: Float32Array, dimension: number): Promise<Float32Array>;
  /**
   * Where in the product of {@linkcode multiply} the numbers are at least `least`; the rest of it
   * need not be looked at. A call may come while the one before is under way; the result is valid
   * until the next call but one.
   */
  search(rows: Float32Array, columns: Float32Array, dimension: number, least: number): Promise<Hits>;
  /** Finds similar pairs among many vectors without all products, and misses a few of them. */
  readonly index?: NeighborIndex;
  /** Frees what the product holds. */
  close(): Promise<void>;
}

/** A product in plain JavaScript: slower for many faces, but it starts at once. */
export function plainBlocks(): SimilarityBlocks {
  let out = new Float32Array(0);
  const results = [new Hits(), new Hits()] as const;
  let calls = 0;
  const product = (rows: Float32Array, columns: Float32Array, dimension: number) => {
    const size = (rows.length / dimension) * (columns.length / dimension);
    if (out.length < size) out = new Float32Array(size);
    multiplyInto(rows, columns, dimension, out);
    return out;
  };
  return {
    multiply: async (rows, columns, dimension) => product(rows, columns, dimension),
    async search(rows, columns, dimension, least) {
      const hits = results[calls++ % 2 === 0 ? 0 : 1];
      const products = product(rows, columns, dimension);
      hits.clear();
      hits.find(products, 0, (rows.length / dimension) * (columns.length / dimension), least);
      return hits;
    },
    async close() {},
  };
}
