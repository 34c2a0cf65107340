/**
 * Reads files of constraints.
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import { type Constraint, FacepipeError, reasonOf } from "../../core/mod.ts";
import { constraintError } from "./constraint_error.ts";
import { constraintsOfCsv } from "./constraints_csv.ts";
import { constraintsOfNdjson } from "./constraints_ndjson.ts";

/** Half a million lines fit; anything larger is something else. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Reads a file of constraints: NDJSON where it begins with a brace, else a table with the columns
 * type, face and other. A blank file has none.
 *
 * ```json
 * {"type":"same","faces":["0123456789abcdef-0","fedcba9876543210-1"]}
 * {"type":"name","faces":["0123456789abcdef-0"],"name":"Ann"}
 * ```
 *
 * ```csv
 * type,face,other
 * same,0123456789abcdef-0,fedcba9876543210-1
 * name,0123456789abcdef-0,Ann
 * ```
 *
 * @throws {FacepipeError} exit 2 where it cannot be read, or naming the line that does not follow
 * the format.
 */
export async function readConstraints(file: string): Promise<Constraint[]> {
  const text = await textOf(file);
  // What `learn` writes where nothing was corrected.
  if (text.trim() === "") return [];
  return /^\s*\{/.test(text) ? constraintsOfNdjson(file, text) : constraintsOfCsv(file, text);
}

async function textOf(file: string): Promise<string> {
  try {
    const info = await stat(file);
    if (info.size > MAX_BYTES)
      throw constraintError(file, undefined, `it is larger than ${MAX_BYTES / 2 ** 20} MiB`);
    const bytes = await readFile(file);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    const reason = thrown instanceof TypeError ? "it is not valid UTF-8" : reasonOf(thrown);
    throw constraintError(file, undefined, reason, thrown);
  }
}
