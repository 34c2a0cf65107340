/**
 * Applies a change to the rows of an index.
 * @module
 */
import { FacepipeError, formatId, type VectorChange } from "../../core/mod.ts";
import { rowSum } from "./checksum.ts";
import type { RowSet } from "./row_set.ts";

/** Greatest distance of the square of a unit vector's length from 1; float32 rounding stays far below. */
const UNIT_ERROR = 1e-3;

/** Where rows are removed from. */
export interface RowRemover {
  remove(row: number): void;
}

/**
 * Takes a change over. The vector that is there already stays where it is.
 *
 * @returns Whether anything changed.
 * @throws FacepipeError BAD_PARAM where the vector has another length or is no unit vector; DamagedIndex.
 */
export function takeChange(rows: RowSet, remover: RowRemover, { id, vector }: VectorChange): boolean {
  if (vector) checkVector(rows.dimensions, id, vector);
  const row = rows.rowOf(id);
  if (row < 0 && !vector) return false;
  if (row >= 0) {
    if (vector && isSame(rows.at(row), vector)) return false;
    remover.remove(row);
  }
  if (vector) rows.add(id, vector, rowSum(vector));
  return true;
}

/**
 * Refuses what has no cosine similarity with the vectors of an index.
 *
 * @param id Whose it is; absent for a query.
 */
export function checkVector(dimensions: number, id: bigint | undefined, vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (vector.length === dimensions && Math.abs(squares - 1) < UNIT_ERROR) return;
  const whose = id === undefined ? "the vector of a query" : `the vector of face ${formatId(id)}`;
  throw new FacepipeError("BAD_PARAM", `Cannot use ${whose}: expected ${dimensions} numbers of unit length`, {
    param: "vector",
  });
}

function isSame(a: Float32Array | undefined, b: Float32Array): boolean {
  return a?.every((value, i) => value === b[i]) ?? false;
}
