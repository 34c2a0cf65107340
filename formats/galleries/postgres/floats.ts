/**
 * Vectors as Postgres' binary form of `real[]`: no digit is lost, and nothing is parsed.
 *
 * Source: `array_send` and `float4send` of PostgreSQL: number of dimensions, whether there are
 * nulls, type of the elements; length and lower bound of the dimension; then length and value of each
 * element; all big-endian, 4 bytes each.
 * @module
 */
import { EXIT, FacepipeError } from "../../../core/mod.ts";

const HEADER = 20;
const ELEMENT = 8;
const TYPE_OF_REAL = 700;

/**
 * Vectors, one after the other, as one array.
 *
 * @throws FacepipeError BAD_PARAM for a number that is not finite: it would spoil every search.
 */
export function encodeFloats(vectors: readonly Float32Array[]): Buffer {
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const bytes = Buffer.alloc(HEADER + ELEMENT * length);
  [1, 0, TYPE_OF_REAL, length, 1].forEach((word, i) => {
    bytes.writeInt32BE(word, 4 * i);
  });
  let at = HEADER;
  for (const vector of vectors) {
    for (const value of vector) {
      if (!Number.isFinite(value)) throw notFinite();
      bytes.writeInt32BE(4, at);
      bytes.writeFloatBE(value, at + 4);
      at += ELEMENT;
    }
  }
  return bytes;
}

/** The vector in what `encode(array_send(vector), 'base64')` gives; undefined where it is none of this length. */
export function decodeFloats(base64: string, length: number): Float32Array | undefined {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== HEADER + ELEMENT * length) return undefined;
  const vector = new Float32Array(length);
  for (let i = 0; i < length; i++) vector[i] = bytes.readFloatBE(HEADER + ELEMENT * i + 4);
  return vector;
}

function notFinite(): FacepipeError {
  return new FacepipeError("BAD_PARAM", "Cannot use a vector: one of its numbers is not finite", {
    exit: EXIT.someFailed,
    param: "embedding",
  });
}
