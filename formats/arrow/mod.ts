/**
 * Records as Arrow IPC streams: the same rows as NDJSON, in columns.
 *
 * apache-arrow is loaded when the first stream is read or written.
 * @module
 */
import type { FaceRecord } from "../../core/mod.ts";
import { lazyIterable } from "../lazy_iterable.ts";

/**
 * Reads records from an Arrow IPC stream, or from several one behind the other. Streams of other
 * programs are taken too: a column may have any Arrow type whose values its field can take, and
 * columns that the table does not know become unknown fields.
 *
 * Embeddings and bytes are views into memory that a batch shares: copy what is kept of a few
 * records while the rest is dropped.
 *
 * @param chunks The bytes, cut anywhere. They must not change once they have been given.
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, naming batch, row and field; also where the
 *   stream lacks its end marker.
 */
export function readArrow(chunks: AsyncIterable<Uint8Array>): AsyncIterable<FaceRecord> {
  return lazyIterable(async () => (await import("./reader.ts")).readArrowStream(chunks));
}

/** Options of {@linkcode writeArrow}. */
export interface ArrowWriteOptions {
  /**
   * Milliseconds after which a batch is written though it is not full. Without it the boundaries of
   * batches depend on the records alone, so that equal records give equal bytes; live streams set it.
   */
  flushAfter?: number;
}

/**
 * Writes records as an Arrow IPC stream, in batches of 1,024 records or about 4 MiB.
 *
 * The column of embeddings is a FixedSizeList as long as the first embedding in the first batch; where
 * the first batch has none, it is a List. What has no column of its own stands in the column
 * `extra`, as JSON.
 *
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, where embeddings differ in length.
 *
 * @example
 * ```ts
 * import { readArrow, writeArrow } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * async function* photos() {
 *   yield { kind: "photo" as const, path: "a.jpg", size: 3 };
 * }
 * for await (const record of readArrow(writeArrow(photos()))) {
 *   assert.deepEqual(record, { kind: "photo", path: "a.jpg", size: 3 });
 * }
 * ```
 */
export function writeArrow(
  records: AsyncIterable<FaceRecord>,
  options: ArrowWriteOptions = {},
): AsyncIterable<Uint8Array> {
  const patience = options.flushAfter ?? Number.POSITIVE_INFINITY;
  return lazyIterable(async () => (await import("./writer.ts")).writeArrowStream(records, patience));
}
