/**
 * People as sums of the vectors of their faces.
 * @module
 */
import { dot } from "../grouping/dot_products.ts";
import type { Membership } from "../grouping/people.ts";
import type { Vectors } from "../grouping/vectors.ts";

/** A person. */
export class Portrait {
  readonly person: string;
  /** Ascending. */
  readonly rows: readonly number[];
  /** The direction of the mean vector. */
  readonly mean: Float32Array;
  readonly #vectors: Vectors;
  readonly #length: number;

  constructor(person: string, rows: readonly number[], vectors: Vectors) {
    this.person = person;
    this.rows = rows;
    this.#vectors = vectors;
    const { data, dimension } = vectors;
    const sum = new Float64Array(dimension);
    for (const row of rows) for (let k = 0; k < dimension; k++) sum[k]! += data[row * dimension + k]!;
    this.#length = Math.sqrt(dot(sum, 0, sum, 0, dimension));
    const scale = this.#length > 0 ? 1 / this.#length : 0;
    this.mean = Float32Array.from(sum, (value) => value * scale);
  }

  /** The face that is most like a vector; of equals the first. */
  nearestTo(vector: Float32Array): number {
    let best = this.rows[0]!;
    let highest = Number.NEGATIVE_INFINITY;
    for (const row of this.rows) {
      const similarity = this.#similarity(row, vector);
      if (similarity > highest) [best, highest] = [row, similarity];
    }
    return best;
  }

  /** For each face the mean similarity to the others; there must be others. */
  fits(): number[] {
    const others = this.rows.length - 1;
    return this.rows.map((row) => {
      const own = this.#similarity(row, this.#vectors.data, row * this.mean.length);
      return (this.#similarity(row, this.mean) * this.#length - own) / others;
    });
  }

  /** Mean similarity of any face to the person's faces, itself left out where it is one of them. */
  meanTo(row: number): number {
    const isOwn = this.rows.includes(row);
    const own = isOwn ? this.#similarity(row, this.#vectors.data, row * this.mean.length) : 0;
    const sum = this.#similarity(row, this.mean) * this.#length - own;
    return sum / (this.rows.length - Number(isOwn));
  }

  #similarity(row: number, vector: Float32Array, start = 0): number {
    const { data, dimension } = this.#vectors;
    return dot(data, row * dimension, vector, start, dimension);
  }
}

/** Everybody who has a face, by name. */
export function portraitsOf(vectors: Vectors, members: readonly (Membership | undefined)[]): Portrait[] {
  const people = new Map<string, number[]>();
  for (const [row, member] of members.entries()) {
    if (member === undefined) continue;
    const rows = people.get(member.person);
    if (rows) rows.push(row);
    else people.set(member.person, [row]);
  }
  return [...people]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([person, rows]) => new Portrait(person, rows, vectors));
}
