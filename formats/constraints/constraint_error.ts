/**
 * Errors in files of constraints.
 * @module
 */
import { EXIT, FacepipeError } from "../../core/mod.ts";

/** Reasons may quote the file; what is longer is cut. */
const LONGEST_REASON = 200;

/** A file of constraints cannot be used: exit 2. `where` names the line, if one is to blame. */
export function constraintError(
  file: string,
  where: string | undefined,
  reason: string,
  cause?: unknown,
): FacepipeError {
  const brief = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
  const message = `Cannot use constraints ${file}: ${where === undefined ? "" : `${where}: `}${brief}`;
  return new FacepipeError("BAD_PARAM", message, {
    exit: EXIT.usage,
    param: "constraints",
    value: file,
    cause,
  });
}
