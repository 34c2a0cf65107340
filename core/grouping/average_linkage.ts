/**
 * Average linkage, cut at a threshold.
 * @module
 */
import { ClusterSums } from "./cluster_sums.ts";
import { findEdges } from "./find_edges.ts";
import { followNeighborChain } from "./neighbor_chain.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { SparseLinkage } from "./sparse_linkage.ts";
import { TIE_BREAK_LIMIT, tieWeight } from "./tie_break.ts";
import { UnionFind } from "./union_find.ts";
import type { Vectors } from "./vectors.ts";

/** How the work is divided; the result of exact linkage does not depend on it. */
export interface LinkageLimits {
  /** Mean similarity to which clusters are merged first; what is below is looked for among those. */
  readonly level: number;
  /** Edges to hold at a time, for each face and at least; an edge takes 40 bytes. */
  readonly edges: { readonly perFace: number; readonly least: number };
  /** Up to this number of clusters an index is not asked, once there has been one round. */
  readonly exact: number;
}

/** A first level that few pairs of different people reach, and edges that take at most 640 MB for a million faces. */
export const LINKAGE_LIMITS: LinkageLimits = {
  level: 0.5,
  edges: { perFace: 16, least: 2 ** 24 },
  exact: 50_000,
};

/** Rounds through an index end when one merges less than this share of the clusters. */
const FEW = 0.001;

/**
 * Merges clusters of faces, the most similar two first, while the mean similarity between the
 * faces of the one and the faces of the other is at least `threshold` (UPGMA: Sokal and Michener,
 * University of Kansas Science Bulletin 38, 1958).
 *
 * On its way from the most similar pair down, the algorithm comes past every level of similarity.
 * So it is run in rounds: one for all merges down to a first level, where edges (pairs that reach
 * the level) are few, and the next among the clusters that this has left. Memory stays within a
 * bound whatever the threshold; the result is that of the plain algorithm. Only with an index
 * (`blocks.index`), which misses a few edges, is it an approximation.
 *
 * Similarities less than 2^-24 below the threshold count as reaching it.
 *
 * @param ids Ids of the faces, ascending, no two the same; they break ties.
 * @param vectors One unit vector for each id, in the same order.
 * @param threshold Cosine similarity, −1 to 1.
 * @returns The clusters as ascending row numbers, in the order of their smallest rows.
 */
export async function averageLinkage(
  ids: readonly string[],
  vectors: Vectors,
  threshold: number,
  blocks: SimilarityBlocks,
  limits: LinkageLimits = LINKAGE_LIMITS,
): Promise<number[][]> {
  const clusters = new ClusterSums(vectors, Float64Array.from(ids, tieWeight));
  const people = new UnionFind(vectors.count);
  let level = Math.max(threshold, limits.level);
  for (let round = 0; ; round++) {
    const remaining = clusters.remaining();
    const index = round === 0 || remaining.length > limits.exact ? blocks.index : undefined;
    const edges = await findEdges({
      clusters,
      remaining,
      least: level - TIE_BREAK_LIMIT,
      most: Math.max(limits.edges.least, limits.edges.perFace * remaining.length),
      source: index ?? blocks,
    });
    const reached = Math.max(level, edges.level);
    let merges = 0;
    await followNeighborChain(new SparseLinkage(edges, clusters), reached, (cluster, other) => {
      people.unite(cluster, other);
      merges++;
    });
    const isComplete = index === undefined || merges <= FEW * remaining.length;
    if (reached <= threshold && isComplete) return people.sets();
    level = threshold;
  }
}
