/**
 * The people of an album while it is decided who they are: faces move between them, and people
 * merge.
 * @module
 */
import { dot } from "./dot_products.ts";
import { findRow, sumOfRows } from "./rows.ts";
import type { Vectors } from "./vectors.ts";

/** Faces that a person had in earlier runs and that are not in the album. */
export interface AbsentFaces {
  /** Ascending. */
  readonly faces: readonly string[];
  /** The sum of their vectors. */
  readonly sum: Float64Array;
}

/** A person. */
export interface Person {
  /** Such as `person-0001`; undefined for one that has not been given one yet. */
  id: string | undefined;
  /** What somebody calls the person. */
  name: string | undefined;
  /** True where a constraint of this run gave the name. */
  isCorrected: boolean;
  /** The person's faces in the album, as rows. */
  readonly rows: Set<number>;
  /** The person's other faces. */
  absent: AbsentFaces | undefined;
}

/** Nobody, as the person of a row. */
export const NOBODY = -1;

/** All people, by number, and whose face each row is. */
export class Crowd {
  /** Face ids of the rows, ascending. */
  readonly ids: readonly string[];
  readonly vectors: Vectors;
  /** People by number; one that lost all faces stays, empty. */
  readonly people: Person[];
  #personOf: Int32Array;
  #sums = new Map<number, Float32Array>();
  #mergedInto = new Map<number, number>();

  constructor(ids: readonly string[], vectors: Vectors, people: readonly Person[]) {
    this.ids = ids;
    this.vectors = vectors;
    this.people = [...people];
    this.#personOf = new Int32Array(vectors.count).fill(NOBODY);
    for (const [number, { rows }] of people.entries()) {
      for (const row of rows) this.#personOf[row] = number;
    }
  }

  /** Whose face a row is, or {@linkcode NOBODY}. */
  personOf(row: number): number {
    return this.#personOf[row]!;
  }

  /** How many faces a person has, those outside the album included. */
  sizeOf(person: number): number {
    const { rows, absent } = this.people[person]!;
    return rows.size + (absent?.faces.length ?? 0);
  }

  /** The faces of some people that are not in the album, together. */
  absentOf(people: readonly number[]): AbsentFaces | undefined {
    return people.map((person) => this.people[person]!.absent).reduce(joinAbsent, undefined);
  }

  /** Adds a person without faces and returns its number. */
  found(name?: string): number {
    const isCorrected = name !== undefined;
    return this.people.push({ id: undefined, name, isCorrected, rows: new Set(), absent: undefined }) - 1;
  }

  /** Makes faces those of another person, or nobody's. */
  move(rows: Iterable<number>, to: number): void {
    for (const row of rows) {
      const from = this.#personOf[row]!;
      if (from === to) continue;
      if (from !== NOBODY) this.people[from]!.rows.delete(row);
      if (to !== NOBODY) this.people[to]!.rows.add(row);
      this.#personOf[row] = to;
      this.#sums.delete(from);
      this.#sums.delete(to);
    }
  }

  /** Makes one person of two; `other` is empty afterwards, and a name that only it had goes over. */
  merge(person: number, other: number): void {
    const [into, from] = [this.people[person]!, this.people[other]!];
    this.move([...from.rows], person);
    into.absent = joinAbsent(into.absent, from.absent);
    into.name ??= from.name;
    from.absent = undefined;
    from.name = undefined;
    this.#mergedInto.set(other, person);
    this.#sums.delete(person);
    this.#sums.delete(other);
  }

  /** The number of a person after all merges. */
  current(person: number): number {
    const into = this.#mergedInto.get(person);
    return into === undefined ? person : this.current(into);
  }

  /** The row of a face, or undefined where it is not in the album. */
  rowOf(faceId: string): number | undefined {
    return findRow(this.ids, faceId);
  }

  /** The sum of the vectors of a person's faces. */
  sumOf(person: number): Float32Array {
    let sum = this.#sums.get(person);
    if (sum === undefined) {
      const { rows, absent } = this.people[person]!;
      sum = Float32Array.from(sumOfRows(this.vectors, rows, absent?.sum));
      this.#sums.set(person, sum);
    }
    return sum;
  }

  /**
   * For each group of a person's faces, the mean similarity to those faces of the person that are in
   * no group; 0 where there are none.
   */
  fits(person: number, groups: readonly (readonly number[])[]): number[] {
    const { dimension } = this.vectors;
    const sums = groups.map((rows) => sumOfRows(this.vectors, rows));
    const others = this.sizeOf(person) - groups.reduce((count, rows) => count + rows.length, 0);
    if (others === 0) return groups.map(() => 0);
    const rest = Float64Array.from(this.sumOf(person));
    for (const sum of sums) for (let k = 0; k < dimension; k++) rest[k]! -= sum[k]!;
    return groups.map((rows, i) => {
      return rows.length === 0 ? 0 : dot(sums[i]!, 0, rest, 0, dimension) / (rows.length * others);
    });
  }
}

function joinAbsent(a: AbsentFaces | undefined, b: AbsentFaces | undefined): AbsentFaces | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { faces: [...a.faces, ...b.faces].sort(), sum: a.sum.map((value, k) => value + b.sum[k]!) };
}
