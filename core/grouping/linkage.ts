/**
 * What the nearest-neighbour chain needs to know about clusters.
 * @module
 */

/** A cluster and how similar it is to the one that was asked about. */
export interface Neighbor {
  /** The cluster, or −1 where there is none. */
  cluster: number;
  /** Mean similarity of its faces to those of the other cluster. */
  similarity: number;
}

/** Clusters. Each is known by the number of one of its faces. */
export interface Linkage {
  /** A cluster that is still there and may have a neighbour, or −1. */
  any(): number;
  /**
   * The cluster most similar to `cluster`; of equally similar ones `preferred`, then the lowest.
   * Where none reaches the threshold the answer may be any that does not, or −1.
   */
  nearest(cluster: number, preferred: number): Neighbor;
  /** Moves the faces of `other` into `cluster`. */
  merge(cluster: number, other: number): void;
  /** Takes out a cluster that will not merge any more. */
  retire(cluster: number): void;
}
