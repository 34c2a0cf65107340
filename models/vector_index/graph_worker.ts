/**
 * The entry of a worker thread: builds the approximate index of a gallery from its files of vectors.
 * @module
 */
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Index } from "usearch";
import { FacepipeError } from "../../core/mod.ts";
import { callNative } from "../native_calls.ts";
import { serveTasks } from "../worker_port.ts";
import type { GraphInfo } from "./graph.ts";
import { stampOf, structureSum } from "./graph_file.ts";
import { Segment } from "./segment.ts";
import { newUsearch } from "./usearch.ts";
import type { SegmentOwner } from "./write_segment.ts";

/** What to build. */
export interface GraphTask {
  readonly folder: string;
  readonly owner: SegmentOwner;
  /** The files of vectors, in the order of their rows. */
  readonly segments: readonly { readonly file: string; readonly rows: number }[];
  /** An index of the first `rows` rows that is to be continued. */
  readonly base?: { readonly file: string; readonly rows: number } | undefined;
  /** Name of the new file. */
  readonly file: string;
  readonly threads: number;
  /** In shared memory: the first number is not 0 once nobody wants the index any more. */
  readonly stop: Int32Array;
}

/** Rows that are added in one native call: about a third of a second, so that a process can end. */
const ROWS_IN_CALL = 512;

serveTasks(build);

async function build(task: GraphTask): Promise<GraphInfo> {
  const { dimensions } = task.owner;
  const index = await newUsearch(dimensions);
  const path = join(task.folder, task.file);
  const { base } = task;
  if (base) await callNative(async () => index.load(join(task.folder, base.file)));
  // All at once: another process may take files away while this one reads.
  const segments = task.segments.map(
    ({ file, rows }) => new Segment(task.folder, file, { ...task.owner, rows }),
  );
  let rows = 0;
  for (const segment of segments) {
    await addRows(index, segment, rows, base?.rows ?? 0, task);
    await segment.close();
    rows += segment.rows;
  }
  // usearch opens the file anew: made by us, it is never readable by others.
  await (await open(path, "wx", 0o600)).close();
  await callNative(async () => index.save(path));
  await forceToDisk(path);
  const size = index.size();
  const stamp = stampOf(path);
  return { file: task.file, rows, size, sum: structureSum(path, size, dimensions), stamp };
}

async function addRows(
  index: Index,
  segment: Segment,
  offset: number,
  from: number,
  { owner: { dimensions }, threads, stop }: GraphTask,
): Promise<void> {
  if (offset + segment.rows <= from) return;
  for (const { first, vectors } of segment.chunks()) {
    for (let start = 0; start < vectors.length / dimensions; start += ROWS_IN_CALL) {
      if (Atomics.load(stop, 0) !== 0) {
        throw new FacepipeError("STORAGE_ERROR", "Cannot build the search index: it was stopped");
      }
      const block = vectors.subarray(start * dimensions, (start + ROWS_IN_CALL) * dimensions);
      const picked = pickLive(block, dimensions, segment, first + start, offset, from);
      if (picked.keys.length === 0) continue;
      await callNative(async () => index.add(picked.keys, picked.vectors, threads));
    }
  }
}

/** The rows of a block that are live and not yet in the index, with their numbers in the gallery as keys. */
function pickLive(
  block: Float32Array,
  dimensions: number,
  segment: Segment,
  first: number,
  offset: number,
  from: number,
): { keys: BigUint64Array; vectors: Float32Array } {
  const picked: number[] = [];
  for (let i = 0; i < block.length / dimensions; i++) {
    if (offset + first + i >= from && segment.isLive(first + i)) picked.push(i);
  }
  const vectors = new Float32Array(picked.length * dimensions);
  for (const [n, i] of picked.entries()) {
    vectors.set(block.subarray(i * dimensions, (i + 1) * dimensions), n * dimensions);
  }
  return { keys: BigUint64Array.from(picked, (i) => BigInt(offset + first + i)), vectors };
}

async function forceToDisk(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
