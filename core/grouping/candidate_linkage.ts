/**
 * Clusters with lists of a few others that they may merge with, for faces whose neighbours an index
 * found. Whoever is not on a list is not looked at, so the result is an approximation; in return
 * the work grows with the number of faces, and not with the square of the largest person.
 *
 * A list is its owner's own view: another cluster may be on it without having the owner on its own.
 * Similarities are looked up anew where a cluster has changed since.
 * @module
 */
import type { ClusterSums } from "./cluster_sums.ts";
import type { EdgeList } from "./edge_list.ts";
import type { Linkage, Neighbor } from "./linkage.ts";
import { listsOf } from "./neighbor_list.ts";

/** Others that a cluster keeps on its list: the most similar ones. */
const MOST = 64;

/** No cluster. */
const NO_ONE = -1;

/**
 * A list that nobody looked at yet. Its similarities are computed anew on the first look: a pair has to
 * be equally similar from both sides to the last bit, or chains of nearest neighbours might not end.
 */
const UNSEEN = -1;

/** Others with the mean similarities to them, from `start` (inclusive) to `end` (exclusive). */
interface Candidates {
  readonly ids: Uint32Array;
  readonly similarities: Float64Array;
  readonly start: number;
  end: number;
  /** Number of the merge up to which it is right. */
  asOf: number;
}

const NOBODY: Candidates = {
  ids: new Uint32Array(0),
  similarities: new Float64Array(0),
  start: 0,
  end: 0,
  asOf: 0,
};

/** Clusters with a few neighbours at or above a threshold. */
export class CandidateLinkage implements Linkage {
  readonly #clusters: ClusterSums;
  readonly #threshold: number;
  readonly #lists: Candidates[];
  /** The cluster that each is part of by now, perhaps by way of others. */
  readonly #homes: Uint32Array;
  /** Number of the last merge of each cluster. */
  readonly #changed: Uint32Array;
  /**
   * Who last had each cluster as its nearest: one who may not be on its list. Without, a chain of
   * nearest neighbours could come back to a cluster that again only knows of another one.
   */
  readonly #admirers: Int32Array;
  /** Number of the list that each cluster was last seen on. */
  readonly #seen: Uint32Array;
  #merges = 0;
  #looks = 0;
  /** No cluster below this one has a list, but for those that merged since. */
  #first = 0;
  #again: number[] = [];

  constructor(edges: EdgeList, clusters: ClusterSums, threshold: number) {
    const count = clusters.sizes.length;
    this.#clusters = clusters;
    this.#threshold = threshold;
    this.#homes = Uint32Array.from({ length: count }, (_, i) => i);
    this.#changed = new Uint32Array(count);
    this.#admirers = new Int32Array(count).fill(NO_ONE);
    this.#seen = new Uint32Array(count);
    this.#lists = listsOf(edges, count).map(({ ids, sums, start, end }, cluster) => {
      if (start === end) return NOBODY;
      for (let at = start; at < end; at++) sums[at]! /= clusters.sizes[cluster]! * clusters.sizes[ids[at]!]!;
      return highest({ ids, similarities: sums, start, end, asOf: UNSEEN });
    });
  }

  any(): number {
    for (let last = this.#again.at(-1); last !== undefined; last = this.#again.at(-1)) {
      if (!this.#isEmpty(last)) return last;
      this.#again.pop();
    }
    while (this.#first < this.#lists.length && this.#isEmpty(this.#first)) this.#first++;
    return this.#first < this.#lists.length ? this.#first : -1;
  }

  nearest(cluster: number, preferred: number): Neighbor {
    const list = this.#upToDate(cluster);
    let best = NO_ONE;
    let highest = Number.NEGATIVE_INFINITY;
    const offer = (id: number, similarity: number) => {
      if (similarity < highest || (similarity === highest && id !== preferred && best < id)) return;
      if (similarity === highest && best === preferred) return;
      best = id;
      highest = similarity;
    };
    for (let at = list.start; at < list.end; at++) offer(list.ids[at]!, list.similarities[at]!);
    for (const id of [preferred, this.#admirerOf(cluster)])
      if (id !== NO_ONE && id !== best) offer(id, this.#similarity(cluster, id));
    if (best !== NO_ONE) this.#admirers[best] = cluster;
    return { cluster: best, similarity: highest };
  }

  merge(cluster: number, other: number): void {
    const ids = this.#together(cluster, other);
    this.#clusters.merge(cluster, other);
    this.#homes[other] = cluster;
    this.#changed[cluster] = ++this.#merges;
    const similarities = Float64Array.from(ids, (id) => this.#similarity(cluster, id));
    this.#lists[other] = NOBODY;
    const all = { ids, similarities, start: 0, end: ids.length, asOf: this.#merges };
    this.#lists[cluster] = highest(reaching(all, this.#threshold));
    if (cluster < this.#first) this.#again.push(cluster);
  }

  retire(cluster: number): void {
    this.#lists[cluster] = NOBODY;
  }

  #isEmpty(cluster: number): boolean {
    const { start, end } = this.#lists[cluster]!;
    return start === end;
  }

  #similarity(a: number, b: number): number {
    const { sizes } = this.#clusters;
    return this.#clusters.product(a, b) / (sizes[a]! * sizes[b]!);
  }

  /** The list of a cluster as the others are now: each once, and only those that still reach the threshold. */
  #upToDate(cluster: number): Candidates {
    const list = this.#lists[cluster]!;
    if (list.asOf === this.#merges || list.start === list.end) return list;
    const { ids, similarities } = list;
    const look = ++this.#looks;
    let kept = list.start;
    for (let at = list.start; at < list.end; at++) {
      const id = this.#homeOf(ids[at]!);
      if (id === cluster || this.#seen[id] === look) continue;
      this.#seen[id] = look;
      const similarity = this.#changed[id]! > list.asOf ? this.#similarity(cluster, id) : similarities[at]!;
      if (similarity < this.#threshold) continue;
      ids[kept] = id;
      similarities[kept++] = similarity;
    }
    list.end = kept;
    list.asOf = this.#merges;
    return list;
  }

  #admirerOf(cluster: number): number {
    const admirer = this.#admirers[cluster]!;
    const home = admirer === NO_ONE ? NO_ONE : this.#homeOf(admirer);
    return home === cluster ? NO_ONE : home;
  }

  /** Whoever is on one of two lists, but for the two. */
  #together(cluster: number, other: number): Uint32Array {
    const look = ++this.#looks;
    this.#seen[cluster] = look;
    this.#seen[other] = look;
    const lists = [this.#lists[cluster]!, this.#lists[other]!];
    const ids = new Uint32Array(lists.reduce((sum, { start, end }) => sum + end - start, 0));
    let count = 0;
    for (const list of lists) {
      for (let at = list.start; at < list.end; at++) {
        const id = this.#homeOf(list.ids[at]!);
        if (this.#seen[id] === look) continue;
        this.#seen[id] = look;
        ids[count++] = id;
      }
    }
    return ids.subarray(0, count);
  }

  #homeOf(cluster: number): number {
    const homes = this.#homes;
    let at = cluster;
    while (homes[at] !== at) {
      homes[at] = homes[homes[at]!]!;
      at = homes[at]!;
    }
    return at;
  }
}

/** Those of a list that reach a threshold. */
function reaching(list: Candidates, threshold: number): Candidates {
  const { ids, similarities, start, end } = list;
  let kept = start;
  for (let at = start; at < end; at++) {
    if (similarities[at]! < threshold) continue;
    ids[kept] = ids[at]!;
    similarities[kept++] = similarities[at]!;
  }
  return { ...list, end: kept };
}

/** The most similar of a list; of equally similar ones those with lower ids. */
function highest(list: Candidates): Candidates {
  const { ids, similarities, start, end } = list;
  if (end - start <= MOST) return list;
  const places = Array.from({ length: end - start }, (_, i) => start + i)
    .sort((a, b) => similarities[b]! - similarities[a]! || ids[a]! - ids[b]!)
    .slice(0, MOST);
  return {
    ids: Uint32Array.from(places, (place) => ids[place]!),
    similarities: Float64Array.from(places, (place) => similarities[place]!),
    start: 0,
    end: MOST,
    asOf: list.asOf,
  };
}
