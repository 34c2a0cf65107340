/**
 * Writes a file of vectors from rows in memory and in other files.
 * @module
 */
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf, sumOf } from "./checksum.ts";
import { headerBytes, layoutOf, type SegmentHeader } from "./segment_header.ts";

/** Rows that go into a file. */
export interface RowSource {
  /** Number of rows, removed ones included. */
  readonly count: number;
  readonly ids: BigUint64Array;
  /** Checksums of the rows, 0 for removed ones. */
  readonly sums: Uint32Array;
  /** The vectors side by side, in blocks. */
  chunks(): Iterable<{ readonly first: number; readonly vectors: Float32Array }>;
}

/** What the new file belongs to. */
export type SegmentOwner = Omit<SegmentHeader, "idsSum" | "rows">;

/**
 * Writes the rows of `sources` one after the other, forced to disk; readable by the owner only.
 *
 * @param keep `all` keeps removed rows as zeros, so that rows keep their numbers; `live` drops them.
 * @returns Number of rows.
 * @throws the system's error where the file cannot be written; a part of it may be left.
 */
export async function writeSegment(
  folder: string,
  file: string,
  owner: SegmentOwner,
  sources: readonly RowSource[],
  keep: "all" | "live",
): Promise<number> {
  const { ids, sums } = gatherRows(sources, keep);
  const layout = layoutOf({ rows: ids.length, dimensions: owner.dimensions });
  const handle = await open(join(folder, file), "wx", 0o600);
  try {
    const header = headerBytes({ ...owner, rows: ids.length, idsSum: sumOf(ids) });
    await writeAll(handle, header, 0);
    let position = layout.vectors;
    for (const source of sources)
      position = await writeVectors(handle, source, keep, owner.dimensions, position);
    await writeAll(handle, bytesOf(ids), layout.ids);
    await writeAll(handle, bytesOf(sums), layout.sums);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return ids.length;
}

function gatherRows(
  sources: readonly RowSource[],
  keep: "all" | "live",
): { ids: BigUint64Array; sums: Uint32Array } {
  const rows = sources.reduce((sum, { count }) => sum + count, 0);
  const ids = new BigUint64Array(rows);
  const sums = new Uint32Array(rows);
  let next = 0;
  for (const source of sources) {
    for (let row = 0; row < source.count; row++) {
      if (keep === "live" && source.sums[row] === 0) continue;
      ids[next] = source.ids[row]!;
      sums[next++] = source.sums[row]!;
    }
  }
  return { ids: ids.slice(0, next), sums: sums.slice(0, next) };
}

async function writeVectors(
  handle: FileHandle,
  source: RowSource,
  keep: "all" | "live",
  dimensions: number,
  start: number,
): Promise<number> {
  let position = start;
  for (const { first, vectors } of source.chunks()) {
    // A copy: the block may be memory that others search.
    const block = vectors.slice();
    let kept = 0;
    for (let i = 0; i * dimensions < block.length; i++) {
      const dead = source.sums[first + i] === 0;
      if (dead && keep === "live") continue;
      if (dead) block.fill(0, i * dimensions, (i + 1) * dimensions);
      block.copyWithin(kept++ * dimensions, i * dimensions, (i + 1) * dimensions);
    }
    position += await writeAll(handle, bytesOf(block.subarray(0, kept * dimensions)), position);
  }
  return position;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
  return bytes.length;
}
