/**
 * Merges clusters best first, by their mean vectors.
 *
 * Only sums of vectors are looked at, never all faces with all faces. Candidate pairs come from a
 * product of the mean vectors. A merged cluster inherits the candidates of both its parts; what else
 * it resembles is looked up after each round, until a round merges nothing. So at the end no two
 * clusters are left that the cut would join.
 * @module
 */
import { visitCrossEdges, visitEdges } from "./cross_edges.ts";
import type { MeanClusters } from "./mean_clusters.ts";
import { PairQueue } from "./pair_queue.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import { takeRows } from "./vectors.ts";

/**
 * Candidates are looked for this far below the cut, which falls while clusters merge. It also covers
 * the rounding of products in float32.
 */
const SLACK = 0.03;

/** When clusters merge. */
export interface MergeRule {
  /** The similarity that is needed while this many clusters are left; it falls with their number. */
  cut(clusters: number): number;
  /** Whether two clusters may be one at all. Asked again after either has changed. Default: yes. */
  mayMerge?(a: number, b: number): boolean;
  /** Told of each merge of `b` into `a`. */
  merged?(a: number, b: number): void;
}

/** Merges the two most similar clusters, of equals the ones with the lowest rows, while `rule` lets it. */
export async function mergeMeans(
  clusters: MeanClusters,
  rule: MergeRule,
  blocks: SimilarityBlocks,
): Promise<void> {
  let level = Number.POSITIVE_INFINITY;
  let changed: readonly number[] = [];
  let merging = new Merging(clusters, rule);
  while (clusters.live > 1) {
    const cut = rule.cut(clusters.live);
    if (cut < level) {
      level = cut - SLACK;
      merging = new Merging(clusters, rule);
      await visitLive(clusters, level, blocks, merging);
    } else if (changed.length > 0) {
      await visitChanged(clusters, changed, level, blocks, merging);
    } else return;
    changed = merging.run(level);
  }
}

/** All pairs of clusters. */
async function visitLive(
  clusters: MeanClusters,
  level: number,
  blocks: SimilarityBlocks,
  merging: Merging,
): Promise<void> {
  const live = Array.from({ length: clusters.units.count }, (_, i) => i).filter((i) => clusters.has(i));
  const units = live.length === clusters.units.count ? clusters.units : takeRows(clusters.units, live);
  await visitEdges(units, level, blocks, (i, j) => merging.offer(live[i]!, live[j]!));
}

/** The pairs with a cluster that changed. */
async function visitChanged(
  clusters: MeanClusters,
  changed: readonly number[],
  level: number,
  blocks: SimilarityBlocks,
  merging: Merging,
): Promise<void> {
  const rows = takeRows(clusters.units, changed);
  await visitCrossEdges(rows, clusters.units, level, blocks, (i, j) => {
    if (clusters.has(j)) merging.offer(changed[i]!, j);
  });
}

/** Pairs are offered, then merged; what does not merge waits for a lower cut. */
class Merging {
  #clusters: MeanClusters;
  #rule: MergeRule;
  #queue = new PairQueue();
  /** For each cluster the others that were offered with it. */
  #partners = new Map<number, Set<number>>();

  constructor(clusters: MeanClusters, rule: MergeRule) {
    this.#clusters = clusters;
    this.#rule = rule;
  }

  /** Puts a pair to choice. */
  offer(a: number, b: number): void {
    if (a === b || this.#partners.get(a)?.has(b)) return;
    this.#partnersOf(a).add(b);
    this.#partnersOf(b).add(a);
    this.#enqueue(a, b);
  }

  /**
   * Merges while the best pair reaches the cut, and `level`, below which not all pairs are known.
   *
   * @returns The clusters that changed and are still there, ascending.
   */
  run(level: number): number[] {
    const changed = new Set<number>();
    for (let link = this.#queue.take(); link !== undefined; link = this.#queue.take()) {
      const { a, b, similarity } = link;
      const stale = !this.#clusters.has(a) || !this.#clusters.has(b) || this.#similarity(a, b) !== similarity;
      if (stale) continue;
      if (similarity < Math.max(level, this.#rule.cut(this.#clusters.live))) {
        this.#queue.add(link);
        break;
      }
      if (this.#rule.mayMerge?.(a, b) === false) continue;
      this.#merge(a, b);
      changed.add(a);
      changed.delete(b);
    }
    return [...changed].sort((a, b) => a - b);
  }

  #merge(a: number, b: number): void {
    this.#clusters.merge(a, b);
    this.#rule.merged?.(a, b);
    const partners = this.#partnersOf(a);
    for (const other of this.#partnersOf(b)) {
      if (other !== a && this.#clusters.has(other)) {
        partners.add(other);
        this.#partnersOf(other).add(a);
      }
    }
    this.#partners.delete(b);
    for (const other of partners) {
      if (this.#clusters.has(other)) this.#enqueue(a, other);
      else partners.delete(other);
    }
  }

  #partnersOf(i: number): Set<number> {
    const known = this.#partners.get(i);
    if (known) return known;
    const partners = new Set<number>();
    this.#partners.set(i, partners);
    return partners;
  }

  #enqueue(i: number, j: number): void {
    const [a, b] = i < j ? [i, j] : [j, i];
    this.#queue.add({ a, b, similarity: this.#similarity(a, b) });
  }

  #similarity(a: number, b: number): number {
    return this.#clusters.similarity(a, b);
  }
}
