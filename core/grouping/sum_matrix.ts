/**
 * Clusters known by the sums of similarities between them: fast, at 4 · m² bytes for m faces.
 * @module
 */
import type { Linkage, Neighbor } from "./linkage.ts";
import type { PairSimilarities } from "./pair_similarities.ts";

/** Clusters with, for each two of them, the sum of the similarities of their faces. */
export class SumMatrix implements Linkage {
  /** Below the diagonal, row by row. */
  #sums: Float64Array;
  #sizes: Int32Array;
  /** The clusters that are still there, ascending. */
  #active: number[];

  /** Takes the similarities over: they are the first sums. */
  constructor(pairs: PairSimilarities) {
    this.#sums = pairs.values;
    this.#sizes = new Int32Array(pairs.count).fill(1);
    this.#active = Array.from({ length: pairs.count }, (_, i) => i);
  }

  any(): number {
    return this.#active[0] ?? -1;
  }

  nearest(cluster: number, preferred: number): Neighbor {
    const neighbor = { cluster: preferred, similarity: Number.NEGATIVE_INFINITY };
    if (preferred >= 0) neighbor.similarity = this.#mean(cluster, preferred);
    for (const other of this.#active) {
      if (other === cluster) continue;
      const similarity = this.#mean(cluster, other);
      if (similarity > neighbor.similarity) {
        neighbor.cluster = other;
        neighbor.similarity = similarity;
      }
    }
    return neighbor;
  }

  merge(cluster: number, other: number): void {
    this.retire(other);
    for (const third of this.#active) {
      if (third !== cluster) this.#sums[at(cluster, third)]! += this.#sums[at(other, third)]!;
    }
    this.#sizes[cluster]! += this.#sizes[other]!;
  }

  retire(cluster: number): void {
    this.#active.splice(this.#active.indexOf(cluster), 1);
  }

  /** The same to the last bit for `(a, b)` and `(b, a)`: the chain counts on that. */
  #mean(a: number, b: number): number {
    return this.#sums[at(a, b)]! / (this.#sizes[a]! * this.#sizes[b]!);
  }
}

/** Where the matrix below the diagonal holds a pair. */
function at(a: number, b: number): number {
  return a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a;
}
