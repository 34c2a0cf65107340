/**
 * Clusters known by the sums of their vectors: the mean similarity of two clusters is the product
 * of their sums over the product of their sizes. It computes a similarity when it is asked for, but
 * only where two clusters share an edge; without one their mean is below the threshold. So it is
 * faster than {@linkcode SumMatrix} where edges are few, and it takes m²/8 bytes for m faces where
 * the matrix takes 4 · m².
 * @module
 */
import { BitMatrix } from "./bit_matrix.ts";
import { dot } from "./dot_products.ts";
import { visitEdges } from "./edges.ts";
import type { Linkage, Neighbor } from "./linkage.ts";
import type { SimilarityBlocks } from "./similarity_blocks.ts";
import type { Vectors } from "./vectors.ts";

/** Clusters with the sums of their vectors, and which of them share an edge. */
export class SumVectors implements Linkage {
  #sums: Float64Array;
  #width: number;
  #sizes: Int32Array;
  #edges: BitMatrix;
  /** All clusters below this one are gone. */
  #first = 0;

  private constructor(vectors: Vectors, weights: Float64Array, edges: BitMatrix) {
    this.#width = vectors.dimension + 1;
    this.#sums = sumsOfOne(vectors, weights);
    this.#sizes = new Int32Array(vectors.count).fill(1);
    this.#edges = edges;
  }

  /**
   * Every face a cluster of its own.
   *
   * @param weights The {@linkcode tieWeight} of each face.
   * @param least The lowest similarity of an edge.
   */
  static async of(
    vectors: Vectors,
    weights: Float64Array,
    least: number,
    blocks: SimilarityBlocks,
  ): Promise<SumVectors> {
    const edges = new BitMatrix(vectors.count);
    await visitEdges(vectors, least, blocks, (i, j) => edges.relate(i, j));
    return new SumVectors(vectors, weights, edges);
  }

  any(): number {
    while (this.#sizes[this.#first] === 0) this.#first++;
    return this.#first < this.#sizes.length ? this.#first : -1;
  }

  nearest(cluster: number, preferred: number): Neighbor {
    const neighbor = { cluster: preferred, similarity: Number.NEGATIVE_INFINITY };
    if (preferred >= 0) neighbor.similarity = this.#mean(cluster, preferred);
    this.#edges.visit(cluster, (other) => {
      const similarity = this.#mean(cluster, other);
      if (similarity > neighbor.similarity) {
        neighbor.cluster = other;
        neighbor.similarity = similarity;
      }
    });
    return neighbor;
  }

  merge(cluster: number, other: number): void {
    const to = cluster * this.#width;
    const from = other * this.#width;
    for (let k = 0; k < this.#width; k++) this.#sums[to + k]! += this.#sums[from + k]!;
    this.#sizes[cluster]! += this.#sizes[other]!;
    this.#edges.visit(other, (third) => {
      if (third !== cluster) this.#edges.relate(cluster, third);
    });
    this.retire(other);
  }

  retire(cluster: number): void {
    this.#edges.isolate(cluster);
    this.#sizes[cluster] = 0;
  }

  #mean(a: number, b: number): number {
    const sum = dot(this.#sums, a * this.#width, this.#sums, b * this.#width, this.#width);
    return sum / (this.#sizes[a]! * this.#sizes[b]!);
  }
}

/** Each vector with its weight as one more coordinate. */
function sumsOfOne({ data, count, dimension }: Vectors, weights: Float64Array): Float64Array {
  const sums = new Float64Array(count * (dimension + 1));
  for (let i = 0; i < count; i++) {
    sums.set(data.subarray(i * dimension, (i + 1) * dimension), i * (dimension + 1));
    sums[i * (dimension + 1) + dimension] = weights[i]!;
  }
  return sums;
}
