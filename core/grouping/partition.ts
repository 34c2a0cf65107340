/**
 * Splits faces into people, by their vectors and what is known of their quality.
 * @module
 */
import { averageLinkage } from "./average_linkage.ts";
import type { Candidates } from "./candidates.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";

/** How {@linkcode partition} works. */
export interface PartitionSettings {
  /** Mean cosine similarity from which two clusters are one person, 0 to 1. */
  readonly threshold: number;
}

/** Faces split into people. */
export interface Partition {
  /** Ascending rows, each row in exactly one cluster; in the order of their smallest rows. */
  readonly clusters: number[][];
  /** The mean cosine similarity that clusters had to reach. */
  readonly threshold: number;
}

/** Splits the faces into people. The result depends on the candidates alone, not on their order of arrival. */
export async function partition(
  { ids, vectors }: Candidates,
  { threshold }: PartitionSettings,
  blocks: SimilarityBlocks,
): Promise<Partition> {
  return { clusters: await averageLinkage(ids, vectors, threshold, blocks), threshold };
}
