/**
 * Clusters known by the sums of their vectors: the similarities between the faces of two clusters
 * add up to the product of their sums.
 * @module
 */
import { dot, dotFourPairs } from "./dot_products.ts";
import type { Vectors } from "./vectors.ts";

/** Sums that lie side by side in one piece of memory. */
const CHUNK_SUMS = 256;

/** {@linkcode dotFourPairs} counts places in 32 bits with a sign: 4 million faces of 512 numbers. */
const MAX_PLACE = 2 ** 31;

/** The slot of a cluster of one face, whose sum is its vector. */
const NO_SLOT = -1;

/** Clusters of faces. Each is known by the row of one of its faces; at first, every face is a cluster. */
export class ClusterSums {
  /** Number of faces of each cluster; 0 where the faces of that row are in another cluster. */
  readonly sizes: Uint32Array;
  #vectors: Vectors;
  /** Sums of the {@linkcode tieWeight}s: one more coordinate of each vector. */
  #weights: Float64Array;
  #slots: Int32Array;
  #chunks: Float64Array[] = [];
  #free: number[] = [];
  #starts = new Float64Array(8);

  /**
   * @param vectors Unit vectors; they are not copied.
   * @param weights The {@linkcode tieWeight} of each; they are added up in place.
   */
  constructor(vectors: Vectors, weights: Float64Array) {
    this.#vectors = vectors;
    this.#weights = weights;
    this.sizes = new Uint32Array(vectors.count).fill(1);
    this.#slots = new Int32Array(vectors.count).fill(NO_SLOT);
  }

  /** The sum of the similarities between the faces of two clusters, ties broken. */
  product(a: number, b: number): number {
    const { data, dimension } = this.#vectors;
    const [s, t] = [this.#slots[a]!, this.#slots[b]!];
    const ties = this.#weights[a]! * this.#weights[b]!;
    const x = s === NO_SLOT ? data : this.#chunkOf(s);
    const y = t === NO_SLOT ? data : this.#chunkOf(t);
    const from = s === NO_SLOT ? a * dimension : (s % CHUNK_SUMS) * dimension;
    const to = t === NO_SLOT ? b * dimension : (t % CHUNK_SUMS) * dimension;
    return dot(x, from, y, to, dimension) + ties;
  }

  /** The products of four pairs of clusters, faster than one by one where all are single faces. */
  fourProducts(pairs: Uint32Array, out: Float64Array): void {
    const { data, dimension } = this.#vectors;
    for (let i = 0; i < 8; i++) {
      if (this.#slots[pairs[i]!] !== NO_SLOT || (pairs[i]! + 1) * dimension > MAX_PLACE) {
        this.#oneByOne(pairs, out);
        return;
      }
      this.#starts[i] = pairs[i]! * dimension;
    }
    dotFourPairs(data, this.#starts, dimension, out);
    for (let i = 0; i < 4; i++) out[i]! += this.#weights[pairs[2 * i]!]! * this.#weights[pairs[2 * i + 1]!]!;
  }

  #oneByOne(pairs: Uint32Array, out: Float64Array): void {
    for (let i = 0; i < 4; i++) out[i] = this.product(pairs[2 * i]!, pairs[2 * i + 1]!);
  }

  /** Moves the faces of `other` into `cluster`. */
  merge(cluster: number, other: number): void {
    if (this.#slots[cluster] === NO_SLOT) this.#makeSum(cluster);
    const sum = this.#sumOf(cluster);
    const added = this.#slots[other] === NO_SLOT ? this.#vectorOf(other) : this.#sumOf(other);
    for (let k = 0; k < sum.length; k++) sum[k]! += added[k]!;
    this.#weights[cluster]! += this.#weights[other]!;
    this.sizes[cluster]! += this.sizes[other]!;
    this.sizes[other] = 0;
    if (this.#slots[other] !== NO_SLOT) this.#free.push(this.#slots[other]!);
    this.#slots[other] = NO_SLOT;
  }

  /** The clusters that are still there, ascending. */
  remaining(): Uint32Array {
    return Uint32Array.from(this.sizes.keys()).filter((cluster) => this.sizes[cluster]! > 0);
  }

  /** The mean vectors of some clusters, in float32; not of unit length. */
  means(clusters: Uint32Array): Vectors {
    const { dimension, count } = this.#vectors;
    if (clusters.length === count) return this.#vectors;
    const data = new Float32Array(clusters.length * dimension);
    for (const [row, cluster] of clusters.entries()) {
      const mean = data.subarray(row * dimension, (row + 1) * dimension);
      const isOne = this.#slots[cluster] === NO_SLOT;
      mean.set(isOne ? this.#vectorOf(cluster) : this.#sumOf(cluster));
      const size = this.sizes[cluster]!;
      if (!isOne) for (let k = 0; k < dimension; k++) mean[k]! /= size;
    }
    return { data, count: clusters.length, dimension };
  }

  #vectorOf(row: number): Float32Array {
    const { data, dimension } = this.#vectors;
    return data.subarray(row * dimension, (row + 1) * dimension);
  }

  #sumOf(cluster: number): Float64Array {
    const { dimension } = this.#vectors;
    const slot = this.#slots[cluster]!;
    const start = (slot % CHUNK_SUMS) * dimension;
    return this.#chunkOf(slot).subarray(start, start + dimension);
  }

  #chunkOf(slot: number): Float64Array {
    return this.#chunks[Math.floor(slot / CHUNK_SUMS)]!;
  }

  #makeSum(cluster: number): void {
    if (this.#free.length === 0) this.#addChunk();
    this.#slots[cluster] = this.#free.pop()!;
    this.#sumOf(cluster).set(this.#vectorOf(cluster));
  }

  #addChunk(): void {
    const first = this.#chunks.length * CHUNK_SUMS;
    this.#chunks.push(new Float64Array(CHUNK_SUMS * this.#vectors.dimension));
    for (let slot = first + CHUNK_SUMS - 1; slot >= first; slot--) this.#free.push(slot);
  }
}
