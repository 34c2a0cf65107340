/**
 * Checksums of vectors and of parts of files.
 * @module
 */
import { crc32 } from "node:zlib";

/** CRC-32 of some bytes; `before` continues an earlier one. */
export function sumOf(data: NodeJS.ArrayBufferView, before = 0): number {
  return crc32(bytesOf(data), before);
}

/** CRC-32 of a vector, never 0, which stands for a removed one. */
export function rowSum(vector: Float32Array): number {
  return sumOf(vector) || 1;
}

/** The bytes behind an array, not copied. */
export function bytesOf(data: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Whether a removed vector's zeros are all there is. */
export function isZero(vector: Float32Array): boolean {
  return vector.every((value) => value === 0);
}
