/**
 * What a row is to a query, and the order of answers.
 * @module
 */
import { dot, type VectorHit, type VectorQuery } from "../../core/mod.ts";
import type { RowSet } from "./row_set.ts";

/** What a row is to a query; undefined where it was removed or is not asked for. @throws DamagedIndex. */
export function hitOf(
  rows: RowSet,
  row: number,
  { vector, minSimilarity, after }: VectorQuery,
): VectorHit | undefined {
  const found = rows.at(row);
  if (!found) return undefined;
  const similarity = Math.max(-1, Math.min(1, dot(vector, 0, found, 0, vector.length)));
  const hit = { id: rows.idOf(row), similarity };
  return similarity >= minSimilarity && (!after || byRank(after, hit) < 0) ? hit : undefined;
}

/** Falling similarity, then rising id. */
export function byRank(a: VectorHit, b: VectorHit): number {
  return b.similarity - a.similarity || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
