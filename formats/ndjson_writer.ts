/**
 * Records as NDJSON: one JSON object a line.
 * @module
 */
import type { FaceRecord } from "../core/mod.ts";
import { type Basket, gather } from "./gather.ts";
import { checkInlineSize } from "./limits.ts";
import { recordJson } from "./record_json.ts";

/** Chunks of this many characters cost little to pass on and little memory. */
const CHUNK_LENGTH = 65536;

/**
 * Writes records as NDJSON: the fields of the table in its order, then the others in their own,
 * binary fields as base64. Small records share a chunk, but none waits for the next to come.
 *
 * @throws {FacepipeError} OVER_CAPACITY where a photo inside its record is larger than readers take.
 *
 * @example
 * ```ts
 * import { writeNdjson } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * async function* photos() {
 *   yield { kind: "photo" as const, path: "a.jpg", size: 3 };
 *   yield { kind: "photo" as const, path: "b.jpg", bytes: Uint8Array.of(1, 2, 3) };
 * }
 * let text = "";
 * for await (const chunk of writeNdjson(photos())) text += Buffer.from(chunk).toString();
 * assert.equal(text, '{"kind":"photo","path":"a.jpg","size":3}\n{"kind":"photo","path":"b.jpg","bytes":"AQID"}\n');
 * ```
 */
export function writeNdjson(records: AsyncIterable<FaceRecord>): AsyncIterable<Uint8Array> {
  return gather(records, new Lines(), 0);
}

class Lines implements Basket<FaceRecord, Uint8Array> {
  #text = "";

  add(record: FaceRecord): boolean {
    checkInlineSize(record);
    this.#text += `${recordJson(record)}\n`;
    return this.#text.length >= CHUNK_LENGTH;
  }

  take(): Uint8Array {
    const text = this.#text;
    this.#text = "";
    return Buffer.from(text, "utf8");
  }
}
