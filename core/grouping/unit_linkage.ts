/**
 * Clusters that start from people as they are and from new faces: average linkage goes on where an
 * earlier run ended.
 * @module
 */
import { dot } from "./dot_products.ts";
import type { Linkage, Neighbor } from "./linkage.ts";

/** A person, or a new face, to start from. */
export interface Unit {
  /** The sum of the vectors of its faces, with the sum of their tie weights as one more coordinate. */
  readonly sum: Float64Array;
  /** Number of faces. */
  readonly size: number;
  /** Units with different names never become one. */
  readonly name: string | undefined;
}

/**
 * Clusters of units, known by their sums. Two clusters merge only where nothing bars it: no two of
 * their units are barred from each other, and they do not have two names. That a bar is inherited
 * by whatever a unit becomes part of keeps the nearest-neighbour chain right: a merged cluster is
 * never nearer to a third than the nearer of its parts was.
 */
export class UnitLinkage implements Linkage {
  readonly #sums: Float64Array[];
  readonly #sizes: number[];
  readonly #names: (string | undefined)[];
  /** Whom each cluster may be near enough to, whether or not something bars it. */
  readonly #near: Set<number>[];
  readonly #bars: Set<number>[];
  #first = 0;

  /**
   * @param edges Pairs of units whose mean similarity reaches the threshold and that may merge.
   * @param bars Pairs that must not.
   */
  constructor(units: readonly Unit[], edges: Iterable<Pair>, bars: Iterable<Pair>) {
    this.#sums = units.map(({ sum }) => sum.slice());
    this.#sizes = units.map(({ size }) => size);
    this.#names = units.map(({ name }) => name);
    this.#near = units.map(() => new Set());
    this.#bars = units.map(() => new Set());
    for (const [a, b] of edges) relate(this.#near, a, b);
    for (const [a, b] of bars) relate(this.#bars, a, b);
  }

  any(): number {
    while (this.#sizes[this.#first] === 0) this.#first++;
    return this.#first < this.#sizes.length ? this.#first : -1;
  }

  nearest(cluster: number, preferred: number): Neighbor {
    const neighbor = { cluster: preferred, similarity: Number.NEGATIVE_INFINITY };
    if (preferred >= 0) neighbor.similarity = this.#mean(cluster, preferred);
    for (const other of this.#near[cluster]!) {
      if (!this.#mayMerge(cluster, other)) continue;
      const similarity = this.#mean(cluster, other);
      const isLower = other < neighbor.cluster && neighbor.cluster !== preferred;
      if (similarity > neighbor.similarity || (similarity === neighbor.similarity && isLower)) {
        neighbor.cluster = other;
        neighbor.similarity = similarity;
      }
    }
    return neighbor;
  }

  merge(cluster: number, other: number): void {
    const [into, from] = [this.#sums[cluster]!, this.#sums[other]!];
    for (let k = 0; k < into.length; k++) into[k]! += from[k]!;
    this.#sizes[cluster]! += this.#sizes[other]!;
    this.#names[cluster] ??= this.#names[other];
    for (const third of this.#bars[other]!) relate(this.#bars, cluster, third);
    for (const third of this.#near[other]!) if (third !== cluster) relate(this.#near, cluster, third);
    this.retire(other);
  }

  retire(cluster: number): void {
    for (const third of this.#near[cluster]!) this.#near[third]!.delete(cluster);
    this.#near[cluster] = new Set();
    this.#sizes[cluster] = 0;
  }

  #mayMerge(a: number, b: number): boolean {
    const [x, y] = [this.#names[a], this.#names[b]];
    return !this.#bars[a]!.has(b) && (x === undefined || y === undefined || x === y);
  }

  #mean(a: number, b: number): number {
    const sum = this.#sums[a]!;
    return dot(sum, 0, this.#sums[b]!, 0, sum.length) / (this.#sizes[a]! * this.#sizes[b]!);
  }
}

function relate(relation: readonly Set<number>[], a: number, b: number): void {
  relation[a]!.add(b);
  relation[b]!.add(a);
}

/** Two units, by number. */
export type Pair = readonly [a: number, b: number];
