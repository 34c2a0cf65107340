/**
 * Where what lies in a file of vectors.
 *
 * | bytes | content |
 * |---|---|
 * | 4096 | the header: JSON, padded with spaces |
 * | 4 · dimensions · rows | the vectors, float32; zeros where one was removed |
 * | 8 · rows | their ids, unsigned 64-bit |
 * | 4 · rows | their checksums, 0 where one was removed |
 *
 * A vector is removed in place: first it is overwritten, then its checksum.
 * @module
 */
import { endianness } from "node:os";
import { DamagedIndex } from "./damage.ts";

/** Size of the header; the vectors begin at a memory page, so that they can be mapped. */
export const HEADER_BYTES = 4096;

const KIND = "facepipe vectors";
const VERSION = 1;

/** What the header of a file of vectors says. */
export interface SegmentHeader {
  readonly source: string;
  readonly embedder: string;
  readonly dimensions: number;
  readonly rows: number;
  /** Checksum of the ids. */
  readonly idsSum: number;
}

/** Offsets of the parts of a file of vectors, in bytes. */
export interface SegmentLayout {
  readonly vectors: number;
  readonly ids: number;
  readonly sums: number;
  readonly end: number;
}

export function layoutOf({ rows, dimensions }: { rows: number; dimensions: number }): SegmentLayout {
  const ids = HEADER_BYTES + 4 * dimensions * rows;
  const sums = ids + 8 * rows;
  return { vectors: HEADER_BYTES, ids, sums, end: sums + 4 * rows };
}

export function headerBytes(header: SegmentHeader): Uint8Array {
  const text = JSON.stringify({ kind: KIND, version: VERSION, byteOrder: endianness(), ...header });
  return new TextEncoder().encode(`${text}\n`.padEnd(HEADER_BYTES));
}

/**
 * Reads a header and compares it with what the file should hold.
 *
 * @throws DamagedIndex where it differs.
 */
export function checkHeader(bytes: Uint8Array, wanted: Omit<SegmentHeader, "idsSum">): SegmentHeader {
  const header = parse(bytes);
  const expected = { kind: KIND, version: VERSION, byteOrder: endianness(), ...wanted };
  for (const [key, value] of Object.entries(expected)) {
    if (header[key] !== value) throw new DamagedIndex(`the header's ${key} is not ${value}`);
  }
  return header as unknown as SegmentHeader;
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new DamagedIndex("the header is no JSON");
  }
}
