/**
 * Average linkage, cut at a threshold.
 * @module
 */
import { usageError } from "../errors.ts";
import { CandidateLinkage } from "./candidate_linkage.ts";
import { ClusterSums } from "./cluster_sums.ts";
import { eachEqual } from "./equal_vectors.ts";
import { findIndexedEdges, findNearestEdges } from "./find_edges.ts";
import type { Linkage } from "./linkage.ts";
import type { OnMerge } from "./merge_log.ts";
import { followNeighborChain } from "./neighbor_chain.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { SparseLinkage } from "./sparse_linkage.ts";
import { TIE_BREAK_LIMIT, tieWeight } from "./tie_break.ts";
import { UnionFind } from "./union_find.ts";
import type { Vectors } from "./vectors.ts";

/** How the work is divided; the result of exact linkage does not depend on it. */
export interface LinkageLimits {
  /** Nearest neighbours to look at in a round: for each cluster at least, and for all together. */
  readonly neighbors: { readonly each: number; readonly all: number };
  /** Up to this number of clusters an index is not asked, once there has been one round. */
  readonly exact: number;
}

/** 64 neighbours for each cluster, of 8 bytes, and more as soon as there are less than 16,384 clusters. */
export const LINKAGE_LIMITS: LinkageLimits = {
  neighbors: { each: 64, all: 2 ** 20 },
  exact: 50_000,
};

/** Rounds through an index end when one merges less than this share of the clusters. */
const FEW = 0.001;

/** A round that merges less than this share of the clusters looked at too few neighbours. */
const STUCK = 0.05;

/**
 * Merges clusters of faces, the most similar two first, while the mean similarity between the
 * faces of the one and the faces of the other is at least `threshold` (UPGMA: Sokal and Michener,
 * University of Kansas Science Bulletin 38, 1958). Equal vectors are merged before all others.
 *
 * Two clusters that are each other's nearest merge sooner or later, whatever happens to the others,
 * since no merge brings a third one nearer than it was. To know the nearest of a cluster it takes
 * its nearest few, not all that are similar; so this works in rounds. Each finds the nearest
 * neighbours of all clusters, and merges what {@linkcode SparseLinkage} can be sure of. A cluster that had
 * room for all its similar ones, and has none left, is finished; the next round has the others.
 * Memory stays within a bound whatever the threshold and however large a person; the result
 * is that of the plain algorithm. Only with an index (`blocks.index`), which misses a few
 * neighbours, and with the {@linkcode CandidateLinkage} that goes with it, is it an approximation.
 *
 * Similarities less than 2^-24 below the threshold count as reaching it.
 *
 * @param ids Ids of the faces, ascending, no two the same; they break ties.
 * @param vectors One unit vector for each id, in the same order.
 * @param threshold Cosine similarity, −1 to 1.
 * @param onMerge Told of each merge, by a row of each cluster and their mean similarity. Of groups that
 *   merge as a whole, see {@linkcode TightGroups}, the merges come in the order of the rows.
 * @returns The clusters as ascending row numbers, in the order of their smallest rows.
 * @throws {FacepipeError} BAD_PARAM, exit 2, for a threshold that is not finite.
 */
export async function averageLinkage(
  ids: readonly string[],
  vectors: Vectors,
  threshold: number,
  blocks: SimilarityBlocks,
  limits: LinkageLimits = LINKAGE_LIMITS,
  onMerge?: OnMerge,
): Promise<number[][]> {
  if (!Number.isFinite(threshold))
    throw usageError("threshold", String(threshold), "expected a finite number");
  const clusters = new ClusterSums(vectors, Float64Array.from(ids, tieWeight));
  const people = new UnionFind(vectors.count);
  const least = threshold - TIE_BREAK_LIMIT;
  let merges = 0;
  const note: OnMerge = (cluster, other, similarity) => {
    people.unite(cluster, other);
    onMerge?.(cluster, other, similarity);
    merges++;
  };
  const unite = (cluster: number, other: number) => {
    const similarity = clusters.product(cluster, other) / (clusters.sizes[cluster]! * clusters.sizes[other]!);
    clusters.merge(cluster, other);
    note(cluster, other, similarity);
  };
  const link = (linkage: Linkage) => followNeighborChain(linkage, least, note);
  eachEqual(vectors, unite);
  let remaining = clusters.remaining();
  for (let { index } = blocks; index !== undefined; ) {
    merges = 0;
    const query = { clusters, remaining, least };
    await link(new CandidateLinkage(await findIndexedEdges(query, index), clusters, least));
    const isDone = merges <= FEW * remaining.length;
    remaining = clusters.remaining();
    if (remaining.length <= limits.exact) index = undefined;
    else if (isDone) return people.sets();
  }
  for (let more = 1; remaining.length > 1; ) {
    merges = 0;
    const { each, all } = limits.neighbors;
    const most = Math.min(remaining.length - 1, more * Math.max(each, Math.floor(all / remaining.length)));
    const edges = await findNearestEdges({ clusters, remaining, least }, most, blocks, unite);
    await link(new SparseLinkage(edges, clusters, least));
    if (merges <= STUCK * remaining.length) more *= 2;
    remaining = remaining.filter(
      (cluster) => clusters.sizes[cluster]! > 0 && edges.limits[cluster]! > Number.NEGATIVE_INFINITY,
    );
  }
  return people.sets();
}
