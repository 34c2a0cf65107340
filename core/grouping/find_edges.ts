/**
 * Finds the pairs of clusters that are similar enough to merge.
 * @module
 */
import type { ClusterSums } from "./cluster_sums.ts";
import { EdgeList } from "./edge_list.ts";
import { type PairVisitor, visitNeighbors, visitSimilarPairs } from "./edges.ts";
import type { NeighborIndex } from "./neighbor_index.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";

/** What {@linkcode findEdges} looks for, and where. */
export interface EdgeQuery {
  readonly clusters: ClusterSums;
  /** The clusters to look at, ascending. */
  readonly remaining: Uint32Array;
  /** Lowest mean similarity. */
  readonly least: number;
  /** Most edges to hold; where there are more the level rises. */
  readonly most: number;
  /** Finds pairs of vectors: all of them, or nearly all. */
  readonly source: SimilarityBlocks | NeighborIndex;
}

/** The pairs of clusters whose mean similarity reaches a level. */
export async function findEdges({ clusters, remaining, least, most, source }: EdgeQuery): Promise<EdgeList> {
  const edges = new EdgeList(least, most, clusters.sizes);
  const means = clusters.means(remaining);
  const candidates = new Candidates(clusters, edges);
  const visit: PairVisitor = (i, j) => candidates.add(remaining[i]!, remaining[j]!);
  if ("nearest" in source) await visitNeighbors(means, source, visit);
  else await visitSimilarPairs(means, (share) => levelAt(edges, share), source, visit);
  candidates.finish();
  return edges;
}

/** The level of the list, once it knows how much is to come. */
function levelAt(edges: EdgeList, share: number): number {
  edges.expect(share);
  return edges.level;
}

/** Pairs whose similarity has to be computed exactly, which is faster for four at a time. */
class Candidates {
  #clusters: ClusterSums;
  #edges: EdgeList;
  #pairs = new Uint32Array(8);
  #count = 0;
  #sums = new Float64Array(4);

  constructor(clusters: ClusterSums, edges: EdgeList) {
    this.#clusters = clusters;
    this.#edges = edges;
  }

  add(a: number, b: number): void {
    this.#pairs[2 * this.#count] = a;
    this.#pairs[2 * this.#count + 1] = b;
    if (++this.#count === 4) this.#pass();
  }

  /** Passes the last ones on. */
  finish(): void {
    if (this.#count > 0) this.#pass();
  }

  #pass(): void {
    const pairs = this.#pairs;
    this.#clusters.fourProducts(pairs, this.#sums);
    for (let i = 0; i < this.#count; i++) this.#edges.add(pairs[2 * i]!, pairs[2 * i + 1]!, this.#sums[i]!);
    this.#count = 0;
  }
}
