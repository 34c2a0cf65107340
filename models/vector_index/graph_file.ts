/**
 * Reads and changes the file of an approximate index, which usearch only writes and maps.
 * @module
 */
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { sumOf } from "./checksum.ts";
import { keysOf, structureOffset, VECTORS_AT } from "./usearch.ts";

/** How much is read at a time. */
const BLOCK_BYTES = 4 << 20;

/**
 * What the system says of a file that changes whenever the file is changed or is another one: its
 * number, size and time of change. undefined where it is missing.
 */
export function stampOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.size} ${stats.ctimeNs}`;
}

/**
 * Checksum of a file but for its vectors: of the part that usearch follows without looking. A wrong
 * vector leads to a wrong candidate at most, and candidates are checked.
 */
export function structureSum(path: string, rows: number, dimensions: number): number {
  const fd = openSync(path, "r");
  try {
    const block = Buffer.alloc(BLOCK_BYTES);
    let sum = sumOf(block.subarray(0, readSync(fd, block, 0, VECTORS_AT, 0)));
    for (let position = structureOffset(rows, dimensions); ; ) {
      const count = readSync(fd, block, 0, block.length, position);
      if (count === 0) return sum;
      sum = sumOf(block.subarray(0, count), sum);
      position += count;
    }
  } finally {
    closeSync(fd);
  }
}

/** Overwrites the vectors of some keys with zeros, on disk when it returns. */
export function scrubGraph(path: string, rows: number, dimensions: number, keys: ReadonlySet<number>): void {
  const fd = openSync(path, "r+");
  try {
    const start = structureOffset(rows, dimensions);
    const structure = Buffer.alloc(fstatSync(fd).size - start);
    readFully(fd, structure, start);
    const zeros = new Uint8Array(dimensions);
    for (const [slot, key] of keysOf(structure, rows).entries()) {
      if (keys.has(key)) writeSync(fd, zeros, 0, dimensions, VECTORS_AT + slot * dimensions);
    }
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function readFully(fd: number, into: Buffer, position: number): void {
  for (let done = 0; done < into.length; ) {
    const count = readSync(fd, into, done, into.length - done, position + done);
    if (count === 0) throw new Error("the file ends early");
    done += count;
  }
}
