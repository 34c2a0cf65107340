/**
 * Finds a face by its id or the beginning of it.
 * @module
 */
import { FacepipeError, usageError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";

/** So many ids are named where several begin alike. */
const SHOWN = 3;

/**
 * The row of a face.
 *
 * @param ids Ascending.
 * @param wanted An id, or the beginning of one that no other id has.
 * @throws {FacepipeError} NOT_FOUND where there is none, BAD_PARAM (exit 2) where there are several.
 *
 * @example
 * ```ts
 * import { findFace } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(findFace(["aa-0", "aa-1", "b-0"], "b"), 2);
 * assert.throws(() => findFace(["aa-0", "aa-1", "b-0"], "aa"), /2 faces begin with that: aa-0, aa-1/);
 * ```
 */
export function findFace(ids: readonly string[], wanted: string): number {
  const exact = ids.indexOf(wanted);
  if (exact >= 0) return exact;
  const rows = wanted === "" ? [] : [...ids.keys()].filter((row) => ids[row]!.startsWith(wanted));
  const [row, ...more] = rows;
  if (row === undefined) {
    throw new FacepipeError("NOT_FOUND", `Cannot find face ${wanted}: no face with a vector has that id`, {
      exit: EXIT.usage,
      param: "<face>",
      value: wanted,
    });
  }
  if (more.length === 0) return row;
  const shown = rows.slice(0, SHOWN).map((at) => ids[at]!);
  const rest = rows.length > SHOWN ? ", …" : "";
  throw usageError("<face>", wanted, `${rows.length} faces begin with that: ${shown.join(", ")}${rest}`);
}
