/**
 * One graph of usearch over some of the vectors, and its answers for all of them.
 * @module
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Index } from "usearch";
import { EXIT, FacepipeError, modelError, reasonOf } from "../../core/mod.ts";
import { callNative } from "../native_calls.ts";

/** Vectors handed to usearch at a time; it holds the thread for about a tenth of a second. */
const BATCH = 256;

/**
 * Most threads that search a graph. Room for them is reserved even where there are fewer cores: the
 * graph depends on it, and has to be the same everywhere.
 */
export const MAX_THREADS = 8;

/** Finds 15 of 16 neighbours or more among faces; later rounds of grouping make up for the rest. */
const EFFORT = { connectivity: 16, expansion_add: 64, expansion_search: 64 };

/** What to find, and where to write it; the arrays are shared between threads. */
export interface ShardTask {
  /** All vectors, one byte a number. */
  readonly rows: Int8Array;
  readonly dimension: number;
  /** The rows in the graph: from the first to before the end. */
  readonly first: number;
  readonly end: number;
  /** Neighbours asked for each of all rows. */
  readonly count: number;
  /** Threads that search. */
  readonly threads: number;
  /** Gets the rows of the neighbours, `count` for each row, the nearest first; the rest stays as it is. */
  readonly neighbors: Uint32Array;
  /** Gets how far each of them is. */
  readonly distances: Float32Array;
  /** The first number is not 0 once nobody wants the answer any more. */
  readonly stop: Int32Array;
}

/** Errors of finding neighbours: exit 5, since without the native module there is no index either. */
function indexError(reason: string, cause?: unknown): FacepipeError {
  return modelError(`Cannot find neighbours with an index: ${reason}`, "UNKNOWN_ERROR", cause);
}

/** Anything thrown on the way as an error of finding neighbours. */
export function asIndexError(thrown: unknown): FacepipeError {
  if (!(thrown instanceof FacepipeError)) return indexError(reasonOf(thrown), thrown);
  return thrown.exit === EXIT.modelUnavailable
    ? thrown
    : modelError(thrown.message, thrown.code, thrown.cause);
}

/** Loads usearch. @throws {FacepipeError} exit 5, where its native module cannot be loaded. */
export function loadUsearch(): Promise<typeof import("usearch")> {
  return import("usearch").catch((thrown: unknown) => {
    const reason = `usearch cannot be loaded: ${reasonOf(thrown)}; exact neighbours need no index`;
    throw indexError(reason, thrown);
  });
}

/**
 * Puts rows into a graph, one after the other in their order, since threads would make it another
 * graph on every run; then finds the nearest of them for all rows. Only the search, which changes
 * nothing, runs in threads.
 *
 * @throws {FacepipeError} exit 5.
 */
export async function answerInShard(task: ShardTask): Promise<void> {
  if (task.first === task.end) return;
  const usearch = await loadUsearch();
  try {
    const index = new usearch.Index({
      dimensions: task.dimension,
      metric: usearch.MetricKind.Cos,
      quantization: usearch.ScalarKind.I8,
      multi: false,
      ...EFFORT,
    });
    await fill(index, task);
    await searchAll(index, task);
  } catch (thrown) {
    throw asIndexError(thrown);
  }
}

/** Adds the rows of the shard, their numbers as keys. */
async function fill(index: Index, task: ShardTask): Promise<void> {
  for (let row = task.first; row < task.end; ) {
    // Where the index has to grow it takes one vector alone, since it grows for as many threads as add.
    const room = Number(index.capacity()) - (row - task.first) - 1;
    const end = Math.min(task.end, row + Math.max(1, Math.min(room, BATCH)));
    const keys = BigUint64Array.from({ length: end - row }, (_, i) => BigInt(row + i));
    const vectors = copyOf(task, row, end);
    await inTurn(task, () => index.add(keys, vectors, room > 0 ? 1 : MAX_THREADS));
    row = end;
  }
}

async function searchAll(index: Index, task: ShardTask): Promise<void> {
  const total = task.rows.length / task.dimension;
  for (let start = 0; start < total; start += BATCH) {
    const queries = copyOf(task, start, Math.min(total, start + BATCH));
    // Each vector finds itself, too.
    write(await inTurn(task, () => search(index, queries, task.count + 1, task.threads)), start, task);
  }
}

/** What usearch finds for some vectors: for each, room for as many as it was asked for. */
interface Found {
  readonly keys: BigUint64Array;
  readonly distances: Float32Array;
  readonly counts: BigUint64Array;
}

/** The search, whose answer has another shape for a single vector. */
function search(index: Index, queries: Int8Array, count: number, threads: number): Found {
  const matches = index.search(queries, count, threads);
  if ("counts" in matches) return matches as Found;
  const { keys, distances } = matches;
  return { keys, distances, counts: BigUint64Array.of(BigInt(keys.length)) };
}

/** Writes down what was found for the rows from `start` on, but for the rows themselves. */
function write({ keys, distances, counts }: Found, start: number, task: ShardTask): void {
  const { count } = task;
  for (let query = 0; query < counts.length; query++) {
    const row = start + query;
    const last = query * (count + 1) + Number(counts[query]);
    let to = row * count;
    for (let from = query * (count + 1); from < last && to < (row + 1) * count; from++) {
      const neighbor = Number(keys[from]);
      if (neighbor === row) continue;
      task.neighbors[to] = neighbor;
      task.distances[to++] = distances[from]!;
    }
  }
}

/** A copy in memory that is not shared, which native modules are used to. */
function copyOf({ rows, dimension }: ShardTask, start: number, end: number): Int8Array {
  return rows.slice(start * dimension, end * dimension);
}

/** Calls usearch, and lets others have their turn. */
async function inTurn<T>({ stop }: ShardTask, call: () => T): Promise<T> {
  await turn();
  if (Atomics.load(stop, 0) !== 0) throw indexError("it was stopped");
  return callNative(async () => call());
}
