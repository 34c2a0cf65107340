/**
 * Records from NDJSON, with the line in every error.
 * @module
 */
import { isUtf8 } from "node:buffer";
import { type FacepipeError, type FaceRecord, streamError, validateRecord } from "../core/mod.ts";
import { isCutOff } from "./json_cut.ts";
import { MAX_LINE_BYTES } from "./limits.ts";
import { LineSplitter } from "./line_splitter.ts";

const NEWLINE = 10;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads records from NDJSON in UTF-8. Lines may end in CRLF, empty ones are skipped, and so is a
 * byte order mark in front of any line, since files that begin with one get concatenated. The last
 * line needs no newline if it is complete.
 *
 * @param chunks The bytes, cut anywhere. They must not change once they have been given.
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, naming line and field.
 *
 * @example
 * ```ts
 * import { readNdjson } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * async function* bytes() {
 *   yield Buffer.from('{"kind":"photo","path":"a.jpg"}\n{"kind":"pho');
 *   yield Buffer.from('to","path":"b.jpg"}\n');
 * }
 * const paths = [];
 * for await (const record of readNdjson(bytes())) if (record.kind === "photo") paths.push(record.path);
 * assert.deepEqual(paths, ["a.jpg", "b.jpg"]);
 * ```
 */
export async function* readNdjson(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<FaceRecord, void, undefined> {
  const parser = new LineParser();
  const splitter = new LineSplitter(MAX_LINE_BYTES, () => parser.tooLong());
  for await (const chunk of chunks) {
    for (const lines of splitter.push(chunk)) {
      for (const record of parser.parse(lines)) yield record;
    }
  }
  const last = parser.parseLast(splitter.rest());
  if (last !== undefined) yield last;
}

/** Turns lines into records and counts them. */
class LineParser {
  #line = 0;
  readonly #where = () => `line ${this.#line}`;

  /** The records of whole lines. */
  *parse(lines: Buffer): Generator<FaceRecord, void, undefined> {
    const length = validLength(lines);
    const text = lines.toString("utf8", 0, length);
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf("\n", start);
      this.#line++;
      const record = this.#record(text.slice(start, end), false);
      if (record !== undefined) yield record;
      start = end + 1;
    }
    if (length === lines.length) return;
    this.#line++;
    throw this.#error("not valid UTF-8");
  }

  /** The record of a last line that has no newline. */
  parseLast(line: Buffer): FaceRecord | undefined {
    this.#line++;
    const text = line.toString("utf8");
    if (isUtf8(line)) return this.#record(text, true);
    throw this.#error(isCutOff(text) ? CUT_OFF : "not valid UTF-8");
  }

  tooLong(): FacepipeError {
    this.#line++;
    return this.#error(`longer than ${MAX_LINE_BYTES / 2 ** 20} MiB`);
  }

  #record(line: string, last: boolean): FaceRecord | undefined {
    const text = line.charCodeAt(0) === BYTE_ORDER_MARK ? line.slice(1) : line;
    if (text.length < 2 && text.trim() === "") return undefined;
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch (cause) {
      if (text.trim() === "") return undefined;
      throw this.#error(last && isCutOff(text) ? CUT_OFF : jsonReason(cause), cause);
    }
    return validateRecord(raw, this.#where);
  }

  #error(reason: string, cause?: unknown): FacepipeError {
    return streamError(this.#where(), reason, undefined, cause);
  }
}

const CUT_OFF = "the stream ends in the middle of the line";

/** How many bytes, from the start up to a line end, are UTF-8. */
function validLength(lines: Buffer): number {
  if (isUtf8(lines)) return lines.length;
  let start = 0;
  for (;;) {
    const end = lines.indexOf(NEWLINE, start) + 1;
    if (!isUtf8(lines.subarray(start, end))) return start;
    start = end;
  }
}

/** The parser's own message repeats bytes of the input, which may hold control characters. */
function jsonReason(cause: unknown): string {
  const position = /at position (\d+)/.exec(String(cause))?.[1];
  return position === undefined ? "not valid JSON" : `not valid JSON at column ${Number(position) + 1}`;
}
