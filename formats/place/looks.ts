/**
 * What a file looks like from outside, as far as it can be written down.
 * @module
 */
import type { BigIntStats } from "node:fs";

/** What a file looked like from outside; times are in nanoseconds. */
export interface Looks {
  readonly ino: string;
  readonly size: number;
  readonly mtimeNs: string;
}

/** The looks of a file. */
export function looksOf({ ino, size, mtimeNs }: Pick<BigIntStats, "ino" | "size" | "mtimeNs">): Looks {
  return { ino: String(ino), size: Number(size), mtimeNs: String(mtimeNs) };
}

/** Whether a file that looked like one now looks like the other: by all signs it is the same. */
export function isSameLooks(a: Looks, b: Looks): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs;
}
