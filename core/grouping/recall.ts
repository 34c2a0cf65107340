/**
 * Finds remembered people in an album.
 * @module
 */
import type { Person } from "./crowd.ts";
import type { RememberedPerson } from "./group_state.ts";
import { findRow } from "./rows.ts";
import type { Vectors } from "./vectors.ts";

/**
 * Remembered people with their faces in the album, and with the others as they are remembered.
 *
 * @param ids Face ids of the rows, ascending.
 */
export function recallPeople(
  people: readonly RememberedPerson[],
  ids: readonly string[],
  vectors: Vectors,
): Person[] {
  return people.map(({ id, name, faces, sum }) => {
    const rows: number[] = [];
    const absent: string[] = [];
    for (const face of faces) {
      const row = findRow(ids, face);
      if (row === undefined) absent.push(face);
      else rows.push(row);
    }
    return {
      id,
      name,
      isCorrected: false,
      rows: new Set(rows),
      absent: absent.length === 0 ? undefined : { faces: absent, sum: without(sum, rows, vectors) },
    };
  });
}

/** A sum less some of the vectors that it was made of. */
function without(sum: Float32Array, rows: readonly number[], { data, dimension }: Vectors): Float64Array {
  const rest = Float64Array.from(sum);
  for (const row of rows) {
    for (let k = 0; k < dimension; k++) rest[k]! -= data[row * dimension + k]!;
  }
  return rest;
}
