/**
 * Checks of what lists and searches are asked.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { FaceSort } from "./client_backend.ts";

/** Faces a page where nothing else is asked. */
export const DEFAULT_LIMIT = 1_000;

const MAX_LIMIT = 100_000;
const SORTS: readonly FaceSort[] = ["id", "-id", "-confidence"];

/** @throws FacepipeError BAD_PARAM (`limit`). */
export function checkLimit(limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return;
  throw new FacepipeError("BAD_PARAM", `Cannot use limit ${limit}: expected 1 to ${MAX_LIMIT}`, {
    param: "limit",
    value: limit,
  });
}

/** The order of a list. @throws FacepipeError BAD_PARAM (`sort`). */
export function checkSort(sort: FaceSort | undefined, similarity: boolean): FaceSort {
  const wanted = sort ?? (similarity ? "-confidence" : "id");
  if (SORTS.includes(wanted) && (similarity || wanted !== "-confidence")) return wanted;
  const reason =
    wanted === "-confidence" ? "it needs a filter by similarity" : `expected ${SORTS.join(", ")}`;
  throw new FacepipeError("BAD_PARAM", `Cannot use sort ${String(wanted).slice(0, 40)}: ${reason}`, {
    param: "sort",
    value: wanted,
  });
}
