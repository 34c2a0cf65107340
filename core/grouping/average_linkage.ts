/**
 * Exact average linkage, cut at a threshold.
 * @module
 */
import { agnesClusters } from "./agnes.ts";
import { visitEdges } from "./edges.ts";
import type { OnMerge } from "./merge_log.ts";
import { followNeighborChain } from "./neighbor_chain.ts";
import { pairSimilarities } from "./pair_similarities.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { SumMatrix } from "./sum_matrix.ts";
import { SumVectors } from "./sum_vectors.ts";
import { TIE_BREAK_LIMIT, tieWeight } from "./tie_break.ts";
import { UnionFind } from "./union_find.ts";
import { takeRows, type Vectors } from "./vectors.ts";

/** Which way of clustering is used for a component. */
export interface LinkageLimits {
  /** Up to this number of faces ml-hclust, in O(m³) time. */
  readonly agnes: number;
  /** Up to this number of faces a matrix of sums, in 4 · m² bytes; above it, sums of vectors. */
  readonly matrix: number;
  /** Sums of vectors also where fewer than this share of the pairs are edges: there they are faster. */
  readonly density: number;
}

/** ml-hclust while it takes a few milliseconds, a matrix of up to a gigabyte; measured on portraits. */
export const LINKAGE_LIMITS: LinkageLimits = { agnes: 32, matrix: 16_384, density: 0.05 };

/**
 * Merges clusters of faces, the most similar two first, while the mean similarity between the
 * faces of the one and the faces of the other is at least `threshold` (UPGMA: Sokal and Michener,
 * University of Kansas Science Bulletin 38, 1958). All three ways give the same clusters.
 *
 * Two clusters that merge have a pair of faces at or above the threshold, so no cluster reaches
 * beyond a connected component of the graph of such pairs; each component is clustered for itself.
 * Similarities less than 2^-24 below the threshold count as reaching it.
 *
 * @param ids Ids of the faces, ascending, no two the same; they break ties.
 * @param vectors One unit vector for each id, in the same order.
 * @param threshold Cosine similarity, −1 to 1.
 * @param onMerge Told of each merge, by a row of each cluster and their mean similarity.
 * @returns The clusters as ascending row numbers, in the order of their smallest rows.
 */
export async function averageLinkage(
  ids: readonly string[],
  vectors: Vectors,
  threshold: number,
  blocks: SimilarityBlocks,
  limits: LinkageLimits = LINKAGE_LIMITS,
  onMerge?: OnMerge,
): Promise<number[][]> {
  const components = new UnionFind(vectors.count);
  const edges = new Uint32Array(vectors.count);
  await visitEdges(vectors, threshold - TIE_BREAK_LIMIT, blocks, (i, j) => {
    components.unite(i, j);
    edges[i]!++;
  });
  const clusters: number[][] = [];
  for (const rows of components.sets()) {
    const component: Component = {
      vectors: takeRows(vectors, rows),
      weights: Float64Array.from(rows, (row) => tieWeight(ids[row]!)),
      edges: rows.reduce((sum, row) => sum + edges[row]!, 0),
    };
    const onPart: OnMerge | undefined =
      onMerge && ((a, b, similarity) => onMerge(rows[a]!, rows[b]!, similarity));
    for (const cluster of await clusterComponent(component, threshold, blocks, limits, onPart)) {
      clusters.push(cluster.map((face) => rows[face]!));
    }
  }
  return clusters.sort((a, b) => a[0]! - b[0]!);
}

/** Faces that hang together. */
interface Component {
  readonly vectors: Vectors;
  /** The {@linkcode tieWeight} of each face. */
  readonly weights: Float64Array;
  /** Number of pairs at or above the threshold. */
  readonly edges: number;
}

/** The clusters of one component, as row numbers within it. */
async function clusterComponent(
  { vectors, weights, edges }: Component,
  threshold: number,
  blocks: SimilarityBlocks,
  limits: LinkageLimits,
  onMerge: OnMerge | undefined,
): Promise<number[][]> {
  const { count } = vectors;
  if (count === 1) return [[0]];
  if (count <= limits.agnes && onMerge === undefined)
    return agnesClusters(await pairSimilarities(vectors, weights), threshold);
  const isSparse = edges < limits.density * ((count * (count - 1)) / 2);
  const linkage =
    isSparse || count > limits.matrix
      ? await SumVectors.of(vectors, weights, threshold - TIE_BREAK_LIMIT, blocks)
      : new SumMatrix(await pairSimilarities(vectors, weights));
  return followNeighborChain(linkage, count, threshold, onMerge);
}
