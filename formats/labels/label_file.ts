/**
 * Reads files of labels, which people write with all kinds of programs.
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import { EXIT, FacepipeError, reasonOf } from "../../core/mod.ts";

/** A million labels fit; anything larger is something else. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * The text of a label file: UTF-8, or Latin-1 where it is not valid UTF-8.
 *
 * @throws {FacepipeError} SOURCE_NOT_FOUND, exit 2, where it cannot be read; OVER_CAPACITY, exit 2,
 * above 64 MiB.
 */
export async function readLabelFile(file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw tooLarge(file, size);
    bytes = await readFile(file);
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    throw new FacepipeError("SOURCE_NOT_FOUND", `Cannot read labels ${file}: ${reasonOf(thrown)}`, {
      exit: EXIT.usage,
      cause: thrown,
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

/** Reasons may quote the file; what is longer is cut. */
const LONGEST_REASON = 200;

/** A label file does not follow its format: exit 4. `where` names the line or the entry. */
export function labelError(file: string, where: string, reason: string, cause?: unknown): FacepipeError {
  const brief = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
  return new FacepipeError("MALFORMED_REQUEST", `Cannot read labels ${file}: ${where}: ${brief}`, {
    exit: EXIT.malformedInput,
    cause,
  });
}

function tooLarge(file: string, size: number): FacepipeError {
  const reason = `it has ${size} bytes, more than ${MAX_BYTES}`;
  return new FacepipeError("OVER_CAPACITY", `Cannot read labels ${file}: ${reason}`, { exit: EXIT.usage });
}
