/**
 * Exact average linkage, cut at a threshold.
 * @module
 */
import { agnesClusters } from "./agnes.ts";
import { visitEdges } from "./edges.ts";
import { followNeighborChain } from "./neighbor_chain.ts";
import { pairSimilarities } from "./pair_similarities.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { SumMatrix } from "./sum_matrix.ts";
import { SumVectors } from "./sum_vectors.ts";
import { TIE_BREAK_LIMIT, tieWeight } from "./tie_break.ts";
import { UnionFind } from "./union_find.ts";
import { takeRows, type Vectors } from "./vectors.ts";

/** Up to which number of faces in a component which way of clustering is used. */
export interface LinkageLimits {
  /** ml-hclust, in O(m³) time. */
  readonly agnes: number;
  /** A matrix of sums, in 4 · m² bytes; above it, sums of vectors. */
  readonly matrix: number;
}

/** ml-hclust while it takes a few milliseconds, a matrix of up to a gigabyte. */
export const LINKAGE_LIMITS: LinkageLimits = { agnes: 32, matrix: 16_384 };

/**
 * Merges clusters of faces, the most similar two first, while the mean similarity between the
 * faces of the one and the faces of the other is at least `threshold` (UPGMA: Sokal and Michener,
 * University of Kansas Science Bulletin 38, 1958). All three ways give the same clusters.
 *
 * Two clusters that merge have a pair of faces at or above the threshold, so no cluster reaches
 * beyond a connected component of the graph of such pairs; each component is clustered for itself.
 * Similarities within 2^-24 below the threshold count as reaching it.
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
  const components = new UnionFind(vectors.count);
  const least = threshold - TIE_BREAK_LIMIT;
  await visitEdges(vectors, least, blocks, (i, j) => components.unite(i, j));
  const clusters: number[][] = [];
  for (const rows of components.sets()) {
    const weights = Float64Array.from(rows, (row) => tieWeight(ids[row]!));
    const found =
      rows.length === 1
        ? [[0]]
        : await clusterComponent(takeRows(vectors, rows), weights, threshold, blocks, limits);
    for (const cluster of found) clusters.push(cluster.map((face) => rows[face]!));
  }
  return clusters.sort((a, b) => a[0]! - b[0]!);
}

async function clusterComponent(
  vectors: Vectors,
  weights: Float64Array,
  threshold: number,
  blocks: SimilarityBlocks,
  limits: LinkageLimits,
): Promise<number[][]> {
  if (vectors.count > limits.matrix) {
    const linkage = await SumVectors.of(vectors, weights, threshold - TIE_BREAK_LIMIT, blocks);
    return followNeighborChain(linkage, vectors.count, threshold);
  }
  const pairs = await pairSimilarities(vectors, weights);
  if (vectors.count <= limits.agnes) return agnesClusters(pairs, threshold);
  return followNeighborChain(new SumMatrix(pairs), vectors.count, threshold);
}
