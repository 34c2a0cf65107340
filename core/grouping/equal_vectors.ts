/**
 * Finds vectors that are the same to the last bit: photos that lie in two folders.
 * @module
 */
import type { Vectors } from "./vectors.ts";

/** Calls `found` with the lowest row of equal vectors and each other one, ascending. */
export function eachEqual(vectors: Vectors, found: (row: number, copy: number) => void): void {
  const { data, count, dimension } = vectors;
  const bits = new Int32Array(data.buffer, data.byteOffset, count * dimension);
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < count; row++) {
    const hash = hashOf(bits, row * dimension, dimension);
    const rows = rowsOf.get(hash);
    const first = rows?.find((other) => areEqual(bits, other * dimension, row * dimension, dimension));
    if (first !== undefined) found(first, row);
    else if (rows !== undefined) rows.push(row);
    else rowsOf.set(hash, [row]);
  }
}

/** FNV-1a over whole numbers. */
function hashOf(bits: Int32Array, start: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let k = start; k < start + length; k++) hash = Math.imul(hash ^ bits[k]!, 0x01000193);
  return hash;
}

function areEqual(bits: Int32Array, a: number, b: number, length: number): boolean {
  for (let k = 0; k < length; k++) if (bits[a + k] !== bits[b + k]) return false;
  return true;
}
