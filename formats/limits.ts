/**
 * How much of a file or a stream is held in memory at once.
 * @module
 */
import { FacepipeError, type FaceRecord } from "../core/mod.ts";

const MEBIBYTE = 2 ** 20;

/** Files above this size are not read: no photo is that large, and it must fit into memory. */
export const MAX_FILE_BYTES = 1024 * MEBIBYTE;

/** Largest NDJSON line in bytes. */
export const MAX_LINE_BYTES = 256 * MEBIBYTE;

/** Largest photo that a record can carry (`scan --inline`): its base64 and the other fields make one line. */
export const MAX_INLINE_BYTES = 191 * MEBIBYTE;

/** Largest body of one Arrow message. Other programs write large batches. */
export const MAX_BODY_BYTES = 1024 * MEBIBYTE;

/** Largest header of one Arrow message; ours take 20 KiB. */
export const MAX_HEADER_BYTES = MEBIBYTE;

/** Throws OVER_CAPACITY where a record carries a photo larger than readers take. */
export function checkInlineSize(record: FaceRecord): void {
  if (record.kind !== "photo" || record.bytes === undefined) return;
  if (record.bytes.length <= MAX_INLINE_BYTES) return;
  const limit = MAX_INLINE_BYTES / MEBIBYTE;
  throw new FacepipeError(
    "OVER_CAPACITY",
    `Cannot write photo ${record.path}: it is larger than ${limit} MiB`,
  );
}
