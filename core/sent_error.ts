/**
 * Errors on their way between threads, where messages lose the fields of error classes.
 * @module
 */
import { asFacepipeError, type ErrorCode, FacepipeError, reasonOf } from "./errors.ts";
import type { ExitCode } from "./exit_codes.ts";

/** An error as plain data. */
export interface SentError {
  readonly code: ErrorCode;
  readonly exit: ExitCode;
  readonly message: string;
  readonly param?: string;
  readonly cause?: unknown;
}

/** Any thrown value as plain data. */
export function sentError(thrown: unknown): SentError {
  const { code, exit, message, param, cause } = asFacepipeError(thrown);
  return {
    code,
    exit,
    message,
    ...(param !== undefined && { param }),
    ...(cause !== undefined && { cause: reasonOf(cause) }),
  };
}

/** The error that a thread sent. */
export function receivedError({ code, exit, message, param, cause }: SentError): FacepipeError {
  return new FacepipeError(code, message, {
    exit,
    param,
    cause: typeof cause === "string" ? new Error(cause) : cause,
  });
}
