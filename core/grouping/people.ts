/**
 * Says of each face whose it is, and how well it fits.
 * @module
 */
import type { Crowd, Person } from "./crowd.ts";
import { dot } from "./dot_products.ts";
import { sumOfRows } from "./rows.ts";
import type { Vectors } from "./vectors.ts";

/** What grouping says about a face. */
export interface Membership {
  readonly person: string;
  /** Mean cosine similarity to the other faces of the person; absent where there is none. */
  readonly personScore?: number;
}

/**
 * A person and a score for each row; undefined for a face that belongs to nobody.
 *
 * @param minFaces People with fewer faces, and without a name, do not count.
 */
export function membershipsOf(crowd: Crowd, minFaces: number): (Membership | undefined)[] {
  const members = new Array<Membership | undefined>(crowd.vectors.count);
  for (const [number, person] of crowd.people.entries()) {
    const size = crowd.sizeOf(number);
    if (size < minFaces && person.name === undefined) continue;
    const name = person.name ?? person.id!;
    const scores = scoresOf(person, size, crowd.vectors);
    for (const row of person.rows) {
      const personScore = scores.get(row);
      members[row] = personScore === undefined ? { person: name } : { person: name, personScore };
    }
  }
  return members;
}

/**
 * Each face's mean similarity to the others, by the sum of all vectors of the person. Six digits:
 * float32 vectors carry no more.
 */
function scoresOf({ rows, absent }: Person, size: number, vectors: Vectors): Map<number, number> {
  const scores = new Map<number, number>();
  if (size === 1) return scores;
  const { data, dimension } = vectors;
  const sum = sumOfRows(vectors, rows, absent?.sum);
  for (const row of rows) {
    const own = dot(data, row * dimension, data, row * dimension, dimension);
    const others = dot(data, row * dimension, sum, 0, dimension) - own;
    scores.set(row, Math.round((others / (size - 1)) * 1e6) / 1e6);
  }
  return scores;
}
