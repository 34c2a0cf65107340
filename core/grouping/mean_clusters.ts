/**
 * Clusters as mean vectors, which stand for any number of faces.
 * @module
 */
import { dot } from "./dot_products.ts";
import type { Vectors } from "./vectors.ts";

/** Tells how alike two clusters are, by the cosine of their mean vectors and the lengths of those. */
export type Likeness = (cosine: number, length: number, other: number) => number;

/**
 * Half way, as a geometric mean, from the mean cosine of all pairs of faces to the cosine of the mean
 * vectors. Of the same person the first stays as it is when clusters grow, and the second rises,
 * since a mean is rid of what is chance in each photo; of two people who look alike the first falls
 * and the second stays. For two single faces both are their cosine.
 */
export const likenessOfMeans: Likeness = (cosine, length, other) => cosine * Math.sqrt(length * other);

/** The mean cosine of all pairs, as in average linkage. */
export const meanOfPairs: Likeness = (cosine, length, other) => cosine * length * other;

/** Faces of which only the sum of their vectors is known. */
export interface OtherFaces {
  readonly faces: { readonly length: number };
  readonly sum: Float64Array;
}

/** Clusters of faces, numbered in the order of their smallest rows; they can only merge. */
export class MeanClusters {
  /** The direction of each mean vector. Those of clusters that are gone are no longer valid. */
  readonly units: Vectors;
  #lengths: Float64Array;
  #sizes: Int32Array;
  #members: (number[] | undefined)[];
  #live: number;
  #likeness: Likeness;

  /**
   * @param clusters Ascending rows of `vectors`, in the order of their smallest.
   * @param others For each cluster the faces that it has besides, if there are any.
   */
  constructor(
    vectors: Vectors,
    clusters: readonly (readonly number[])[],
    likeness: Likeness,
    others: readonly (OtherFaces | undefined)[] = [],
  ) {
    const { dimension } = vectors;
    const count = clusters.length;
    this.units = { data: new Float32Array(count * dimension), count, dimension };
    this.#lengths = new Float64Array(count);
    this.#sizes = Int32Array.from(clusters, (rows, i) => rows.length + (others[i]?.faces.length ?? 0));
    this.#members = clusters.map((rows) => [...rows]);
    this.#live = count;
    this.#likeness = likeness;
    const sum = new Float64Array(dimension);
    for (const [i, rows] of clusters.entries()) {
      sum.fill(0);
      if (others[i]) sum.set(others[i].sum);
      for (const row of rows) {
        for (let k = 0; k < dimension; k++) sum[k]! += vectors.data[row * dimension + k]!;
      }
      this.#setMean(i, sum);
    }
  }

  /** Number of clusters that are left. */
  get live(): number {
    return this.#live;
  }

  /** Whether a cluster is still there. */
  has(i: number): boolean {
    return this.#members[i] !== undefined;
  }

  /** The clusters that are left, rows ascending, in the order of their smallest rows. */
  rows(): number[][] {
    return this.#members.flatMap((rows) => (rows ? [[...rows].sort((a, b) => a - b)] : []));
  }

  /** How alike two clusters are; never more than the cosine of their mean vectors. */
  similarity(a: number, b: number): number {
    const { data, dimension } = this.units;
    const cosine = dot(data, a * dimension, data, b * dimension, dimension);
    return this.#likeness(cosine, this.#lengths[a]!, this.#lengths[b]!);
  }

  /** Merges two clusters into the one with the lower number. */
  merge(a: number, b: number): void {
    const [into, from] = a < b ? [a, b] : [b, a];
    const { data, dimension } = this.units;
    const sum = new Float64Array(dimension);
    for (const i of [into, from]) {
      const scale = this.#lengths[i]! * this.#sizes[i]!;
      for (let k = 0; k < dimension; k++) sum[k]! += data[i * dimension + k]! * scale;
    }
    this.#sizes[into]! += this.#sizes[from]!;
    const [long, short] = [this.#members[into]!, this.#members[from]!];
    this.#members[into] = long.concat(short);
    this.#members[from] = undefined;
    this.#live--;
    this.#setMean(into, sum);
  }

  /** Stores the mean of a cluster, given the sum of its vectors. */
  #setMean(i: number, sum: Float64Array): void {
    const { data, dimension } = this.units;
    const length = Math.sqrt(dot(sum, 0, sum, 0, dimension));
    const scale = length > 0 ? 1 / length : 0;
    for (let k = 0; k < dimension; k++) data[i * dimension + k] = sum[k]! * scale;
    // A single face has a length of 1 but for rounding, which must not put it above others.
    this.#lengths[i] = this.#sizes[i] === 1 ? 1 : length / this.#sizes[i]!;
  }
}
