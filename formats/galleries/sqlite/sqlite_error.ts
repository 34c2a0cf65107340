/**
 * What SQLite's errors mean to somebody who does not program, and what to do about them.
 * @module
 */
import { FacepipeError, storageError } from "../../../core/mod.ts";

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const ADVICE: Readonly<Record<number, string>> = {
  3: "permission denied: check who owns the file and its folder",
  5: "another process is using it: wait until it has finished, and repeat",
  6: "another process is using it: wait until it has finished, and repeat",
  7: "there is not enough memory",
  8: "the file or its folder is read-only: check who owns them, or choose another file with --db",
  10: "the disk reports an error: check the disk, and restore the file from a copy",
  11: "the file is damaged: restore it from a copy, or move it away to start anew",
  13: "the disk is full: free some space, and repeat",
  14: "the file cannot be opened: check that its folder exists and that you may write there",
  26: "the file is no database, or is damaged: restore it from a copy, or choose another file with --db",
};

const BUSY = [5, 6];
const CONSTRAINT = 19;

/** SQLite's messages, for errors whose code the package loses (those of `all`). */
const CODES_BY_MESSAGE: Readonly<Record<string, number>> = {
  "database is locked": 5,
  "out of memory": 7,
  "attempt to write a readonly database": 8,
  "disk I/O error": 10,
  "database disk image is malformed": 11,
  "database or disk is full": 13,
  "unable to open database file": 14,
  "file is not a database": 26,
};

/** SQLite's primary result code behind a thrown value, 0 where it is not known; undefined for other errors. */
function resultCode(thrown: unknown): number | undefined {
  const { code, errcode, message } = (thrown ?? {}) as {
    code?: unknown;
    errcode?: unknown;
    message?: string;
  };
  if (typeof errcode === "number") return errcode & 0xff;
  return code === "ERR_SQLITE_ERROR" ? (CODES_BY_MESSAGE[message ?? ""] ?? 0) : undefined;
}

/** Whether somebody else is writing, so that it is worth to try again. */
export function isBusy(thrown: unknown): boolean {
  return BUSY.includes(resultCode(thrown) ?? -1);
}

/** Whether a unique key is taken. */
export function isTaken(thrown: unknown): boolean {
  return resultCode(thrown) === CONSTRAINT;
}

/** Any thrown value as an error of the store; errors of ours pass. */
export function sqliteError(path: string, thrown: unknown): unknown {
  if (thrown instanceof FacepipeError) return thrown;
  const code = resultCode(thrown);
  if (code === undefined) return thrown;
  const reason = ADVICE[code] ?? `the database reports: ${(thrown as Error).message}`;
  return storageError(`Cannot use gallery database ${path}: ${reason}`, thrown);
}

/** A file that holds something else. */
export function notADatabase(path: string): FacepipeError {
  return storageError(`Cannot use gallery database ${path}: ${ADVICE[26]}`);
}

/** A value in the file that we never wrote. */
export function damaged(path: string, what: string, cause?: unknown): FacepipeError {
  return storageError(
    `Cannot use gallery database ${path}: ${what} is damaged: restore the file from a copy, or move it away to start anew`,
    cause,
  );
}
