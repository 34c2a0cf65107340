/**
 * What a system error means while photos are placed: one photo cannot be read, one file cannot
 * be made, or the target as a whole cannot take more.
 * @module
 */
import { EXIT, FacepipeError, reasonOf, storageError } from "../../core/mod.ts";

const ABSENT = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);
const ENDS_THE_RUN = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO"]);

/** The system's code of a thrown value, if it has one. */
export function codeOf(thrown: unknown): string | undefined {
  return (thrown as NodeJS.ErrnoException | undefined)?.code;
}

/** Lets only the given system errors pass: rethrows any other. */
export function expectCodes(thrown: unknown, ...codes: string[]): void {
  if (!codes.includes(codeOf(thrown) ?? "")) throw thrown;
}

/** A photo cannot be read: the item fails. */
export function sourceError(path: string, thrown: unknown): unknown {
  if (!isSystemError(thrown)) return thrown;
  // Node refuses names with a null character before it asks the system.
  const impossible = codeOf(thrown) === "ERR_INVALID_ARG_VALUE";
  const reason = impossible ? "no file can have this name" : reasonOf(thrown);
  const code = impossible || isAbsence(thrown) ? "SOURCE_NOT_FOUND" : "STORAGE_ERROR";
  return new FacepipeError(code, `Cannot place photo ${path}: ${reason}`, { cause: thrown });
}

function isAbsence(thrown: unknown): boolean {
  return ABSENT.has(codeOf(thrown) ?? "");
}

/** A photo is not what it was when it was scanned: the item fails. */
export function changedError(path: string): FacepipeError {
  return new FacepipeError("CONFLICT", `Cannot place photo ${path}: it changed after it was scanned`);
}

/** A file cannot be made: the item fails, or the run where the whole target is full or read-only. */
export function targetError(path: string, thrown: unknown): unknown {
  return writeError(`Cannot write ${path}: ${reasonOf(thrown)}`, thrown);
}

/** As {@linkcode targetError}, in other words. */
export function writeError(message: string, thrown: unknown): unknown {
  if (!isSystemError(thrown)) return thrown;
  if (ENDS_THE_RUN.has(codeOf(thrown) ?? "")) return storageError(message, thrown);
  return new FacepipeError("STORAGE_ERROR", message, { cause: thrown });
}

/** The error of an item that failed; rethrows what must end the run. */
export function itemError(thrown: unknown): FacepipeError {
  if (thrown instanceof FacepipeError && thrown.exit === EXIT.someFailed) return thrown;
  throw thrown;
}

/** Waits for a system call; undefined where the file does not exist. */
export async function ifPresent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (isAbsence(thrown)) return undefined;
    throw thrown;
  }
}

function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && !(thrown instanceof FacepipeError) && codeOf(thrown) !== undefined;
}
