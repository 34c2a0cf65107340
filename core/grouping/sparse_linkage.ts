/**
 * Clusters with lists of those other clusters that they may merge with.
 *
 * Not all similar pairs are known. But every cluster has a limit, and this holds: **the mean
 * similarity of a pair that is not listed is below the threshold, or exceeds the limit of neither
 * cluster.** So where two clusters are each other's nearest among those listed, and nearer than the
 * limits of both, they are each other's nearest of all, and average linkage merges them.
 *
 * Merging keeps it so. The mean similarity of a merged cluster to a third one lies between the means
 * that it is made of; with the higher of the two limits it holds for pairs of which neither part is
 * listed, and where one is, the other is computed. And a pair that is dropped from the lists raises
 * the limits of both its clusters to its similarity. A limit raised too far costs merges, which a
 * later round makes up for; it never makes a wrong one.
 * @module
 */
import type { ClusterSums } from "./cluster_sums.ts";
import type { Edges } from "./find_edges.ts";
import type { Linkage, Neighbor } from "./linkage.ts";
import { listsOf, type NeighborList, NO_NEIGHBORS, placeOf, putInPlaceOf } from "./neighbor_list.ts";

/** The sum of a pair that is not listed. */
const UNLISTED = Number.NEGATIVE_INFINITY;

/** More than what rounding can lift a mean above both the means that it is made of. */
const ROUNDING = 2 ** -40;

/** Clusters with their neighbours at or above a threshold. */
export class SparseLinkage implements Linkage {
  #clusters: ClusterSums;
  #threshold: number;
  #limits: Float64Array;
  #lists: NeighborList[];
  /** No cluster below this one has a neighbour. */
  #first = 0;

  /** @param edges The partners of each cluster come in ascending order; the limits are changed in place. */
  constructor(edges: Edges, clusters: ClusterSums, threshold: number) {
    this.#clusters = clusters;
    this.#threshold = threshold;
    this.#limits = edges.limits;
    this.#lists = listsOf(edges.list, clusters.sizes.length);
  }

  any(): number {
    const lists = this.#lists;
    while (this.#first < lists.length && lists[this.#first]!.start === lists[this.#first]!.end) this.#first++;
    return this.#first < lists.length ? this.#first : -1;
  }

  nearest(cluster: number, preferred: number): Neighbor {
    const list = this.#lists[cluster]!;
    const { ids, sums, start, end } = list;
    const { sizes } = this.#clusters;
    const limits = this.#limits;
    const size = sizes[cluster]!;
    let limit = limits[cluster]!;
    let best = -1;
    let highest = UNLISTED;
    let kept = start;
    for (let place = start; place < end; place++) {
      const other = ids[place]!;
      const sum = sums[place]!;
      if (sum === UNLISTED || sizes[other] === 0) continue;
      const similarity = sum / (size * sizes[other]!);
      if (similarity <= limits[other]!) {
        if (similarity > limit) limit = similarity;
        continue;
      }
      ids[kept] = other;
      sums[kept++] = sum;
      if (similarity > highest || (similarity === highest && other === preferred)) {
        best = other;
        highest = similarity;
      }
    }
    list.end = kept;
    limits[cluster] = limit;
    return highest > limit ? { cluster: best, similarity: highest } : { cluster: -1, similarity: UNLISTED };
  }

  merge(cluster: number, other: number): void {
    const { sizes } = this.#clusters;
    const [own, added] = [this.#lists[cluster]!, this.#lists[other]!];
    const room = own.end - own.start + added.end - added.start;
    const list = { ids: new Uint32Array(room), sums: new Float64Array(room), start: 0, end: 0 };
    this.#raise(cluster, this.#limits[other]!);
    let i = own.start;
    let j = added.start;
    while (i < own.end || j < added.end) {
      const third = lower(own, i, added, j);
      const s = i < own.end && own.ids[i] === third ? own.sums[i++]! : UNLISTED;
      const t = j < added.end && added.ids[j] === third ? added.sums[j++]! : UNLISTED;
      if (third === cluster || third === other || sizes[third] === 0 || (s === UNLISTED && t === UNLISTED))
        continue;
      const sum = this.#known(s, cluster, third) + this.#known(t, other, third);
      const isListed = this.#reaches(
        cluster,
        third,
        sum / ((sizes[cluster]! + sizes[other]!) * sizes[third]!),
      );
      this.#tell(third, cluster, other, isListed ? sum : UNLISTED);
      if (!isListed) continue;
      list.ids[list.end] = third;
      list.sums[list.end++] = sum;
    }
    this.#lists[cluster] = list;
    this.#lists[other] = NO_NEIGHBORS;
    this.#clusters.merge(cluster, other);
  }

  /** Where others are still near, its limit keeps them from merging with it, which they will find out. */
  retire(cluster: number): void {
    this.#lists[cluster] = NO_NEIGHBORS;
    if (this.#limits[cluster] !== Number.NEGATIVE_INFINITY) this.#limits[cluster] = Number.POSITIVE_INFINITY;
  }

  /** Whether a pair may still merge; where it only may not for the limits, both limits hear of it. */
  #reaches(cluster: number, third: number, similarity: number): boolean {
    if (similarity < this.#threshold) return false;
    if (similarity > Math.max(this.#limits[cluster]!, this.#limits[third]!) + ROUNDING) return true;
    this.#raise(cluster, similarity);
    this.#raise(third, similarity);
    return false;
  }

  #raise(cluster: number, limit: number): void {
    if (this.#limits[cluster]! < limit) this.#limits[cluster] = limit;
  }

  #known(sum: number, cluster: number, third: number): number {
    return sum === UNLISTED ? this.#clusters.product(cluster, third) : sum;
  }

  /** Tells a neighbour of one or both that `other` goes into `cluster`; its list need not grow for that. */
  #tell(neighbor: number, cluster: number, other: number, sum: number): void {
    const list = this.#lists[neighbor]!;
    const at = placeOf(list, cluster);
    if (at >= 0) list.sums[at] = sum;
    else if (sum !== UNLISTED) putInPlaceOf(list, other, cluster, sum);
  }
}

/** The lower of the ids at two places, of which at least one is in its list. */
function lower(a: NeighborList, i: number, b: NeighborList, j: number): number {
  if (i === a.end) return b.ids[j]!;
  return j === b.end ? a.ids[i]! : Math.min(a.ids[i]!, b.ids[j]!);
}
