/**
 * From errors to what HTTP says of them.
 * @module
 */
import { type ErrorCode, FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";

/** Status of each error code. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  UNKNOWN_ERROR: 500,
  BAD_PARAM: 400,
  CONFLICT: 409,
  EXTRACTION_ERROR: 400,
  LICENSE_ERROR: 403,
  MALFORMED_REQUEST: 400,
  MALFORMED_JSON: 400,
  OVER_CAPACITY: 503,
  SERVICE_UNAVAILABLE: 503,
  SOURCE_NOT_FOUND: 404,
  SOURCE_GALLERY_NOT_FOUND: 404,
  STORAGE_ERROR: 503,
  CACHE_ERROR: 410,
  NOT_FOUND: 404,
  NOT_IMPLEMENTED: 501,
  GALLERY_NOT_FOUND: 404,
  AUTH_FAILED: 401,
};

const TOO_LARGE = 413;

/** Parameters that say how long something may take, not how large it is. */
const TIMES: readonly unknown[] = [undefined, "timeout"];

/** What an answer says of an error. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: {
    readonly code: ErrorCode;
    readonly reason: string;
    readonly param?: string;
    readonly value?: unknown;
    /** What else the error says, see {@linkcode DetailedError}. */
    readonly [detail: string]: unknown;
  };
}

/** An error whose answer says more than others. */
export class DetailedError extends FacepipeError {
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    details: Readonly<Record<string, unknown>>,
    ...error: ConstructorParameters<typeof FacepipeError>
  ) {
    super(...error);
    this.details = details;
  }
}

/**
 * The answer to an error. What is not the caller's doing is told without details, which are for
 * whoever runs the server.
 */
export function answerOf(error: FacepipeError): ErrorAnswer {
  const status = statusOf(error);
  if (error.exit === EXIT.modelUnavailable && error.code !== "LICENSE_ERROR")
    return { status, body: { code: "SERVICE_UNAVAILABLE", reason: "Cannot run the networks" } };
  if (error.code === "STORAGE_ERROR")
    return { status, body: { code: error.code, reason: "Cannot use the store of the galleries" } };
  if (error.code === "UNKNOWN_ERROR")
    return { status, body: { code: error.code, reason: "Cannot answer: the server has a defect" } };
  const { code, message: reason, param, value } = error;
  const known = value === undefined ? {} : { value: typeof value === "bigint" ? String(value) : value };
  const details = error instanceof DetailedError ? error.details : {};
  return { status, body: { ...details, code, reason, ...(param === undefined ? {} : { param }), ...known } };
}

/** The status of an error. */
export function statusOf({ code, exit, param }: FacepipeError): number {
  if (exit === EXIT.modelUnavailable && code !== "LICENSE_ERROR") return STATUS.SERVICE_UNAVAILABLE;
  if (code === "OVER_CAPACITY" && !TIMES.includes(param)) return TOO_LARGE;
  return STATUS[code];
}

/** The same error under the name that the parameter has for the caller. */
export function renamed(thrown: unknown, from: readonly string[], param: string): unknown {
  if (!(thrown instanceof FacepipeError) || thrown.param === undefined || !from.includes(thrown.param))
    return thrown;
  const { code, message, exit, value } = thrown;
  return new FacepipeError(code, message, { exit, param, value, cause: thrown });
}
