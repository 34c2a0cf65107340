/**
 * Clusters with lists of the other clusters that are similar enough to merge with.
 *
 * The mean similarity of a merged cluster to a third one never rises above the higher of the two
 * means it is made of. So a pair of clusters below the level can be forgotten for good, and lists
 * of the pairs at or above it are all that average linkage has to know. They take 24 bytes for each
 * edge.
 * @module
 */
import type { ClusterSums } from "./cluster_sums.ts";
import type { EdgeList } from "./edge_list.ts";
import type { Linkage, Neighbor } from "./linkage.ts";
import { listsOf, type NeighborList, NO_NEIGHBORS, placeOf, putInPlaceOf } from "./neighbor_list.ts";

/** The sum of a pair that has fallen below the level, or was never at it. */
const BELOW = Number.NEGATIVE_INFINITY;

/** Clusters with their neighbours at or above a level. */
export class SparseLinkage implements Linkage {
  #clusters: ClusterSums;
  #level: number;
  #lists: NeighborList[];
  /** No cluster below this one has a neighbour. */
  #first = 0;

  /** @param edges All pairs at or above its level; the partners of each cluster come in ascending order. */
  constructor(edges: EdgeList, clusters: ClusterSums) {
    this.#clusters = clusters;
    this.#level = edges.level;
    this.#lists = listsOf(edges, clusters.sizes.length);
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
    const size = sizes[cluster]!;
    const best = { cluster: -1, similarity: BELOW };
    let kept = start;
    for (let place = start; place < end; place++) {
      const other = ids[place]!;
      const sum = sums[place]!;
      if (sum === BELOW || sizes[other] === 0) continue;
      ids[kept] = other;
      sums[kept++] = sum;
      const similarity = sum / (size * sizes[other]!);
      if (similarity > best.similarity || (similarity === best.similarity && other === preferred)) {
        best.cluster = other;
        best.similarity = similarity;
      }
    }
    list.end = kept;
    return best;
  }

  merge(cluster: number, other: number): void {
    const { sizes } = this.#clusters;
    const size = sizes[cluster]! + sizes[other]!;
    const [own, added] = [this.#lists[cluster]!, this.#lists[other]!];
    const room = own.end - own.start + added.end - added.start;
    const list = { ids: new Uint32Array(room), sums: new Float64Array(room), start: 0, end: 0 };
    let i = own.start;
    let j = added.start;
    while (i < own.end || j < added.end) {
      const third = lower(own, i, added, j);
      const s = i < own.end && own.ids[i] === third ? own.sums[i++]! : BELOW;
      const t = j < added.end && added.ids[j] === third ? added.sums[j++]! : BELOW;
      if (third === cluster || third === other || sizes[third] === 0 || (s === BELOW && t === BELOW))
        continue;
      const sum = this.#known(s, cluster, third) + this.#known(t, other, third);
      const isNear = sum / (size * sizes[third]!) >= this.#level;
      this.#tell(third, cluster, other, isNear ? sum : BELOW);
      if (!isNear) continue;
      list.ids[list.end] = third;
      list.sums[list.end++] = sum;
    }
    this.#lists[cluster] = list;
    this.#lists[other] = NO_NEIGHBORS;
    this.#clusters.merge(cluster, other);
  }

  retire(cluster: number): void {
    const { ids, start, end } = this.#lists[cluster]!;
    for (let place = start; place < end; place++) {
      const other = this.#lists[ids[place]!]!;
      const at = placeOf(other, cluster);
      if (at >= 0) other.sums[at] = BELOW;
    }
    this.#lists[cluster] = NO_NEIGHBORS;
  }

  #known(sum: number, cluster: number, third: number): number {
    return sum === BELOW ? this.#clusters.product(cluster, third) : sum;
  }

  /** Tells a neighbour of one or both that `other` goes into `cluster`; its list need not grow for that. */
  #tell(neighbor: number, cluster: number, other: number, sum: number): void {
    const list = this.#lists[neighbor]!;
    const at = placeOf(list, cluster);
    if (at >= 0) list.sums[at] = sum;
    else if (sum !== BELOW) putInPlaceOf(list, other, cluster, sum);
  }
}

/** The lower of the ids at two places, of which at least one is in its list. */
function lower(a: NeighborList, i: number, b: NeighborList, j: number): number {
  if (i === a.end) return b.ids[j]!;
  return j === b.end ? a.ids[i]! : Math.min(a.ids[i]!, b.ids[j]!);
}
