/**
 * Why something cannot be read, for whoever knows what it is called.
 * @module
 */
import type { ErrorCode } from "../core/mod.ts";

/** The message is the reason alone, in words that go on after "Cannot read photo a.nef:". */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
  readonly code: ErrorCode;

  constructor(
    reason: string,
    { code = "EXTRACTION_ERROR", cause }: { code?: ErrorCode; cause?: unknown } = {},
  ) {
    super(reason, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
