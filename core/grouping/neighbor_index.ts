/**
 * The index that finds neighbours where multiplying all vectors with all would take too long.
 * @module
 */
import type { Vectors } from "./vectors.ts";

/** Stands for no neighbour. */
export const NO_NEIGHBOR = 0xffffffff;

/** Finds the nearest neighbours of vectors among themselves, nearly always the right ones. */
export interface NeighborIndex {
  /**
   * For each vector its `count` nearest neighbours by angle, itself left out, the nearest first:
   * those of row `i` from `i * count` on, {@linkcode NO_NEIGHBOR} where there are fewer. The same
   * vectors have the same neighbours on every run.
   *
   * @param vectors Vectors of any length but 0.
   */
  nearest(vectors: Vectors, count: number): Promise<Uint32Array>;
}
