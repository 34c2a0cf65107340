/**
 * Record streams of either format.
 * @module
 */
import { type FacepipeError, type FaceRecord, streamError } from "../core/mod.ts";
import { readArrow, writeArrow } from "./arrow/mod.ts";
import { ByteSource } from "./byte_source.ts";
import { lazyIterable } from "./lazy_iterable.ts";
import { readNdjson } from "./ndjson_reader.ts";
import { writeNdjson } from "./ndjson_writer.ts";
import { recognise } from "./recognise.ts";

/** The two formats of record streams. */
export const RECORD_FORMATS = ["ndjson", "arrow"] as const;

/** One of the {@linkcode RECORD_FORMATS}. */
export type RecordFormat = (typeof RECORD_FORMATS)[number];

const FORMAT_NAMES: Record<RecordFormat, string> = { ndjson: "NDJSON", arrow: "an Arrow stream" };

/** Options of {@linkcode readRecords}. */
export interface ReadOptions {
  /** The format that must come; `auto`, the default, takes either. */
  format?: RecordFormat | "auto";
}

/**
 * Reads records in either format, told apart by the first bytes. A stream without a byte holds no record.
 *
 * @param chunks The bytes, cut anywhere. They must not change once they have been given.
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, where the input is something else, or is damaged.
 *
 * @example
 * ```ts
 * import { readRecords, writeRecords } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * async function* photos() {
 *   yield { kind: "photo" as const, path: "a.jpg" };
 * }
 * for (const format of ["ndjson", "arrow"] as const) {
 *   const paths = [];
 *   for await (const record of readRecords(writeRecords(photos(), format))) {
 *     if (record.kind === "photo") paths.push(record.path);
 *   }
 *   assert.deepEqual(paths, ["a.jpg"]);
 * }
 * ```
 */
export function readRecords(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncIterable<FaceRecord> {
  return lazyIterable(async () => {
    const source = new ByteSource(chunks);
    try {
      return await open(source, options.format ?? "auto");
    } catch (error) {
      await source.close();
      throw error;
    }
  });
}

async function open(source: ByteSource, expected: RecordFormat | "auto"): Promise<AsyncIterable<FaceRecord>> {
  const found = await recognise(source);
  if (found.is === "foreign") throw unexpected(found.what, expected, found.advice);
  if (found.is !== "empty" && expected !== "auto" && found.is !== expected) {
    throw unexpected(FORMAT_NAMES[found.is], expected);
  }
  return found.is === "arrow" ? readArrow(source) : readNdjson(source);
}

function unexpected(what: string, expected: RecordFormat | "auto", advice?: string): FacepipeError {
  const wanted = expected === "auto" ? Object.values(FORMAT_NAMES).join(" or ") : FORMAT_NAMES[expected];
  const hint = advice === undefined ? "" : `; ${advice}`;
  return streamError("input", `it is ${what}, expected ${wanted}${hint}`);
}

/** Writes records in a format; see {@linkcode writeNdjson} and {@linkcode writeArrow}. */
export function writeRecords(
  records: AsyncIterable<FaceRecord>,
  format: RecordFormat,
): AsyncIterable<Uint8Array> {
  return format === "arrow" ? writeArrow(records) : writeNdjson(records);
}
