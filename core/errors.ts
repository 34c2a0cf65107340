/**
 * The one error type that facepipe throws, and the constructors that give it its codes.
 *
 * Messages follow one grammar: active voice, what failed, what it was, why. No contraction and no
 * full stop: `Cannot read photo a.jpg: the file ends early`.
 * @module
 */
import { EXIT, type ExitCode } from "./exit_codes.ts";

/** Every error code, with what it means. The same words appear in records, on stderr and over HTTP. */
export const ERROR_CODES = {
  UNKNOWN_ERROR: "An error that has no code of its own",
  BAD_PARAM: "A parameter or option has a value that is not allowed",
  CONFLICT: "The thing exists already, or changed in the meantime",
  EXTRACTION_ERROR: "A photo or a face could not be decoded or analysed",
  LICENSE_ERROR: "A model's licence has not been accepted",
  MALFORMED_REQUEST: "The input does not follow its format",
  MALFORMED_JSON: "The body of a request is no JSON, or none that is taken",
  OVER_CAPACITY: "A limit on size or load was exceeded",
  SERVICE_UNAVAILABLE: "The server is stopping, or cannot work",
  SOURCE_NOT_FOUND: "The photo or face to read from does not exist",
  SOURCE_GALLERY_NOT_FOUND: "The gallery to read from does not exist",
  STORAGE_ERROR: "Reading from or writing to disk or a database failed",
  CACHE_ERROR: "A kept result is gone",
  NOT_FOUND: "The thing asked for does not exist",
  NOT_IMPLEMENTED: "This version cannot do that",
  GALLERY_NOT_FOUND: "The gallery does not exist",
  AUTH_FAILED: "The user is unknown, inactive, or not allowed",
} as const;

/** One of the {@linkcode ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What {@linkcode FacepipeError} knows besides its message. */
export interface ErrorDetails {
  /** Exit code of a command that ends with this error. Default: 3, an item failed. */
  exit?: ExitCode;
  /** The parameter, option or field that is wrong. */
  param?: string | undefined;
  /** Its value, as given. */
  value?: unknown;
  /** The error underneath. */
  cause?: unknown;
}

/**
 * An error that a user can act on.
 *
 * @example
 * ```ts
 * import { FacepipeError } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const error = new FacepipeError("NOT_FOUND", "Cannot find model pack blue");
 * assert.equal(error.code, "NOT_FOUND");
 * assert.equal(error.exit, 3);
 * ```
 */
export class FacepipeError extends Error {
  override readonly name = "FacepipeError";
  readonly code: ErrorCode;
  readonly exit: ExitCode;
  readonly param: string | undefined;
  readonly value: unknown;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.exit = details.exit ?? EXIT.someFailed;
    this.param = details.param;
    this.value = details.value;
  }
}

/** The command line or a library option is wrong: exit 2, `Cannot use --threshold 7: expected 0 to 1`. */
export function usageError(param: string, value: unknown, expected: string): FacepipeError {
  const shown = value === undefined ? "" : ` ${typeof value === "string" ? value : JSON.stringify(value)}`;
  return new FacepipeError("BAD_PARAM", `Cannot use ${param}${shown}: ${expected}`, {
    exit: EXIT.usage,
    param,
    value,
  });
}

/** The input stream is malformed: exit 4. `where` names the line or batch, `field` the field. */
export function streamError(where: string, reason: string, field?: string, cause?: unknown): FacepipeError {
  const at = field === undefined ? where : `${where}, field ${field}`;
  return new FacepipeError("MALFORMED_REQUEST", `Cannot read records: ${at}: ${reason}`, {
    exit: EXIT.malformedInput,
    param: field,
    cause,
  });
}

/** A model or a device cannot be used: exit 5. */
export function modelError(message: string, code: ErrorCode = "NOT_FOUND", cause?: unknown): FacepipeError {
  return new FacepipeError(code, message, { exit: EXIT.modelUnavailable, cause });
}

/** Storage failed for the whole run (full disk, read-only target): exit 6. */
export function storageError(message: string, cause?: unknown): FacepipeError {
  return new FacepipeError("STORAGE_ERROR", message, { exit: EXIT.storage, cause });
}

/**
 * Any thrown value as a {@linkcode FacepipeError}; what is not one already is a defect of ours
 * (exit 70) and keeps its cause.
 */
export function asFacepipeError(thrown: unknown): FacepipeError {
  if (thrown instanceof FacepipeError) return thrown;
  return new FacepipeError("UNKNOWN_ERROR", `Cannot go on: ${reasonOf(thrown)}`, {
    exit: EXIT.internal,
    cause: thrown,
  });
}

/** Why a system call or a library failed, in words without the file name, code or stack. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code = (thrown as NodeJS.ErrnoException).code;
  const known = code === undefined ? undefined : SYSTEM_REASONS[code];
  return known ?? thrown.message.split("\n")[0] ?? "unknown reason";
}

/** What the system's error codes mean to somebody who does not program. */
const SYSTEM_REASONS: Record<string, string | undefined> = {
  EACCES: "permission denied",
  EPERM: "the operation is not permitted",
  ENOENT: "no such file or folder",
  EEXIST: "a file of that name is in the way",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is not a folder",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many files are open",
  EXDEV: "it lies on another file system",
  EIO: "the device reports an input or output error",
  EBUSY: "it is in use",
};
