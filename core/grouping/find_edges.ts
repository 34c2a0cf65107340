/**
 * Finds the pairs of clusters that are similar enough to merge.
 * @module
 */
import type { ClusterSums } from "./cluster_sums.ts";
import { EdgeList } from "./edge_list.ts";
import { BLOCK_ROWS, roundingBand, visitNeighbors, visitSimilarPairs } from "./edges.ts";
import { NearestLists } from "./nearest_lists.ts";
import type { NeighborIndex } from "./neighbor_index.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { TIGHT, TightGroups } from "./tight_groups.ts";

/** Clusters to compare with each other. */
export interface EdgeQuery {
  readonly clusters: ClusterSums;
  /** Which clusters, ascending. */
  readonly remaining: Uint32Array;
  /** Lowest mean similarity. */
  readonly least: number;
}

/** Pairs of clusters, and what is known of the pairs that are not among them. */
export interface Edges {
  /** Pairs, each once, with a mean similarity of at least the lowest. */
  readonly list: EdgeList;
  /**
   * For each cluster a similarity that no pair exceeds that it is part of and that is not in the
   * list; −∞ where all that reach the lowest similarity are.
   */
  readonly limits: Float64Array;
}

/**
 * The pairs of which each is among the `most` nearest of the other. They need `most` places for
 * each cluster, where all similar pairs would need the square of the faces of the largest person.
 *
 * @param unite Merges two clusters into the first: called for {@linkcode TightGroups} that have no
 * room in the lists of their members, who would know of nothing else.
 */
export async function findNearestEdges(
  query: EdgeQuery,
  most: number,
  blocks: SimilarityBlocks,
  unite: (cluster: number, other: number) => void,
): Promise<Edges> {
  const { clusters, remaining, least } = query;
  const means = clusters.means(remaining);
  const band = roundingBand(means.dimension);
  const nearest = new NearestLists(remaining.length, most);
  const groups = new TightGroups(remaining.length, band, least);
  await visitSimilarPairs(
    means,
    (top, left) => Math.max(least, Math.min(TIGHT - 2 * band, nearest.least(top, left, BLOCK_ROWS))),
    blocks,
    (i, j, similarity) => {
      nearest.add(i, j, similarity);
      groups.add(i, j, similarity);
    },
  );
  const limits = new Float64Array(clusters.sizes.length).fill(Number.NEGATIVE_INFINITY);
  for (const [row, limit] of nearest.limits().entries()) limits[remaining[row]!] = limit + band;
  for (const [first, ...others] of groups.largerThan(most)) {
    for (const other of others) unite(remaining[first!]!, remaining[other]!);
    limits[remaining[first!]!] = Number.POSITIVE_INFINITY;
  }
  const exact = new ExactEdges(query);
  nearest.eachMutual((i, j) => exact.add(remaining[i]!, remaining[j]!));
  return { list: exact.finish(), limits };
}

/** The pairs that an index finds and that reach the lowest similarity. */
export async function findIndexedEdges(query: EdgeQuery, index: NeighborIndex): Promise<EdgeList> {
  const { clusters, remaining } = query;
  const exact = new ExactEdges(query);
  const means = clusters.means(remaining);
  await visitNeighbors(means, index, (i, j) => exact.add(remaining[i]!, remaining[j]!));
  return exact.finish();
}

/** Computes similarities exactly, which is faster for four pairs at a time, and keeps the pairs that reach the lowest. */
class ExactEdges {
  #query: EdgeQuery;
  #edges = new EdgeList();
  #pairs = new Uint32Array(8);
  #count = 0;
  #sums = new Float64Array(4);

  constructor(query: EdgeQuery) {
    this.#query = query;
  }

  add(a: number, b: number): void {
    const { sizes } = this.#query.clusters;
    if (sizes[a] === 0 || sizes[b] === 0) return;
    this.#pairs[2 * this.#count] = a;
    this.#pairs[2 * this.#count + 1] = b;
    if (++this.#count === 4) this.#pass();
  }

  /** All edges, the last ones too. */
  finish(): EdgeList {
    if (this.#count > 0) this.#pass();
    return this.#edges;
  }

  #pass(): void {
    const pairs = this.#pairs;
    const { clusters, least } = this.#query;
    clusters.fourProducts(pairs, this.#sums);
    for (let i = 0; i < this.#count; i++) {
      const [a, b, sum] = [pairs[2 * i]!, pairs[2 * i + 1]!, this.#sums[i]!];
      if (sum / (clusters.sizes[a]! * clusters.sizes[b]!) >= least) this.#edges.add(a, b, sum);
    }
    this.#count = 0;
  }
}
