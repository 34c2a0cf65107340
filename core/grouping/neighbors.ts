/**
 * Decides how similar faces are found: all of them, or nearly all with an index.
 * @module
 */
import { usageError } from "../errors.ts";
import type { NeighborIndex } from "./neighbor_index.ts";
import { plainBlocks, type SimilarityBlocks } from "./similarity_blocks.ts";
import type { Vectors } from "./vectors.ts";

/** How similar faces are found. */
export const NEIGHBORS = ["auto", "exact", "approx"] as const;

/** One of the {@linkcode NEIGHBORS}. */
export type Neighbors = (typeof NEIGHBORS)[number];

/** What similar faces can be found with. */
export interface NeighborOptions {
  /**
   * `exact` compares all faces with all; `approx` asks an index, which misses a few; `auto`, the
   * default, is exact up to {@linkcode EXACT_FACES}, and above where there is no index.
   */
  neighbors?: Neighbors;
  /** Opens a faster matrix product; called only where there are faces enough for it to pay. */
  openBlocks?: () => Promise<SimilarityBlocks>;
  /** Loads an index of nearest neighbours; called only where it is used. */
  openIndex?: () => Promise<NeighborIndex>;
  /** Hears which way is taken, and for how many faces. */
  onNeighbors?: (way: "exact" | "approx", faces: number) => void;
}

/**
 * Up to this number of faces all are compared with all. The product takes 5 · 10^12 operations for
 * 100,000 faces of 512 numbers, and four times as many for twice the faces; an index about 0.4 ms of
 * one core for each face.
 */
export const EXACT_FACES = 200_000;

/**
 * Multiplications from which opening a faster product pays: 1,250 faces of 128 numbers. Plain
 * JavaScript does about 2e9 a second, ONNX Runtime 4e10 but it takes 50 ms to start.
 */
export const FAST_WORK = 1e8;

/** Checks what can be checked before there are faces. */
export function checkNeighbors({ neighbors = "auto", openIndex }: NeighborOptions): void {
  if (!NEIGHBORS.includes(neighbors)) {
    throw usageError("neighbors", neighbors, `expected ${NEIGHBORS.join(" or ")}`);
  }
  if (neighbors === "approx" && !openIndex) throw usageError("neighbors", neighbors, "there is no openIndex");
}

/** The product, and where it takes one the index, for some vectors. */
export async function openNeighbors(vectors: Vectors, options: NeighborOptions): Promise<SimilarityBlocks> {
  const { neighbors = "auto", openBlocks, openIndex } = options;
  const { count, dimension } = vectors;
  const isMany = neighbors === "approx" || (neighbors === "auto" && count > EXACT_FACES);
  const index = isMany ? await openIndex?.() : undefined;
  options.onNeighbors?.(index ? "approx" : "exact", count);
  const work = (count ** 2 / 2) * dimension;
  const blocks = work >= FAST_WORK && openBlocks ? await openBlocks() : plainBlocks();
  return index ? { ...blocks, index } : blocks;
}
