/**
 * What a client learns of errors when a server answers it.
 * @module
 */
import { ERROR_CODES, type ErrorCode, FacepipeError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit_codes.ts";

/** What a server states of an error, as far as it can be believed. */
export interface StatedError {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly param?: unknown;
  readonly value?: unknown;
}

const MAX_REASON = 1_000;
const MAX_PARAM = 300;

/** Characters that mean something to terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Exit codes of errors that end a command in the same way as over a local store. */
const EXITS: Partial<Record<ErrorCode, ExitCode>> = {
  GALLERY_NOT_FOUND: EXIT.usage,
  AUTH_FAILED: EXIT.usage,
  STORAGE_ERROR: EXIT.storage,
  SERVICE_UNAVAILABLE: EXIT.storage,
};

/**
 * An error that a server states.
 *
 * @example
 * ```ts
 * import { RemoteError } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const error = new RemoteError(404, { code: "NOT_FOUND", reason: "Cannot find face 7 in gallery a", param: "id" });
 * assert.deepEqual([error.status, error.code, error.param], [404, "NOT_FOUND", "id"]);
 * assert.equal(error.reason, "Cannot find face 7 in gallery a");
 * ```
 */
export class RemoteError extends FacepipeError {
  override readonly name = "RemoteError";
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(status: number, stated: StatedError) {
    const code = codeOf(stated.code);
    const param = typeof stated.param === "string" ? clean(stated.param, MAX_PARAM) : undefined;
    super(code, reasonOf(stated.reason), { exit: exitOf(code, param), param, value: stated.value });
    this.status = status;
  }

  /** Why, in the server's words; the same as `message`. */
  get reason(): string {
    return this.message;
  }
}

/**
 * No answer, or none that can be read: the connection failed or broke off, the server was silent for too long,
 * or what came is too large, no JSON, or of another shape. Whether the server did what it was asked is not known.
 */
export class MalformedResponseError extends FacepipeError {
  override readonly name = "MalformedResponseError";
  /** HTTP status, where one came. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { status?: number | undefined; cause?: unknown } = {}) {
    super("SERVICE_UNAVAILABLE", message, { exit: EXIT.storage, cause });
    this.status = status;
  }
}

function codeOf(code: unknown): ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : "UNKNOWN_ERROR";
}

function reasonOf(reason: unknown): string {
  const text = typeof reason === "string" ? clean(reason, MAX_REASON) : "";
  return text === "" ? "Cannot go on: the server states an error without a reason" : text;
}

function clean(text: string, most: number): string {
  return text.slice(0, most).toWellFormed().replace(CONTROL, " ").trim();
}

/** A gallery that exists already is a mistake on the command line, a face that does is an item that failed. */
function exitOf(code: ErrorCode, param: string | undefined): ExitCode {
  if (code === "CONFLICT" && param === "gallery") return EXIT.usage;
  return EXITS[code] ?? EXIT.someFailed;
}
