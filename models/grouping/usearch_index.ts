/**
 * Nearest neighbours by usearch: an HNSW graph over small vectors of one byte a number.
 * @module
 */
import { availableParallelism } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import type { Index } from "usearch";
import {
  EXIT,
  FacepipeError,
  modelError,
  type NeighborIndex,
  NO_NEIGHBOR,
  reasonOf,
  type Vectors,
} from "../../core/mod.ts";
import { type CompactRows, compactRows } from "./compact_rows.ts";
import { openOnnxBlocks } from "./onnx_blocks.ts";

/** Vectors handed to usearch at a time; it holds the thread for about a twentieth of a second. */
const BATCH = 256;

/**
 * Most threads that search. Room for them is reserved even where there are fewer cores: the graph
 * depends on it, and has to be the same everywhere.
 */
const MAX_THREADS = 8;

/** Finds 14 of 16 neighbours or more among faces; later rounds of grouping make up for the rest. */
const EFFORT = { connectivity: 16, expansion_add: 64, expansion_search: 64 };

/** How {@linkcode openUsearchIndex} works. */
export interface UsearchOptions {
  /** Threads that search, 8 at most. Default: as many as the machine has cores. The answers do not depend on it. */
  threads?: number;
}

/**
 * Loads usearch, and ONNX Runtime for making vectors small.
 *
 * Vectors go into the graph one after the other, like ones side by side: threads would make it
 * another graph on every run. Only the search, which changes nothing, runs in threads.
 *
 * @throws {FacepipeError} exit 5, where a native module cannot be loaded; `nearest` throws it where
 * it fails.
 *
 * @example
 * ```ts
 * import { openUsearchIndex } from "facepipe/models";
 * import assert from "node:assert/strict";
 *
 * const index = await openUsearchIndex();
 * const vectors = { data: Float32Array.of(1, 0, 0, 1, 0.8, 0.6), count: 3, dimension: 2 };
 * assert.deepEqual([...(await index.nearest(vectors, 1))], [2, 2, 0]);
 * ```
 */
export async function openUsearchIndex(options: UsearchOptions = {}): Promise<NeighborIndex> {
  const threads = Math.max(1, Math.min(options.threads ?? availableParallelism(), MAX_THREADS));
  const { Index, MetricKind, ScalarKind } = await loadUsearch();
  const newIndex = (dimensions: number) =>
    new Index({ dimensions, metric: MetricKind.Cos, quantization: ScalarKind.I8, multi: false, ...EFFORT });
  return {
    async nearest(vectors, count) {
      const neighbors = new Uint32Array(vectors.count * count).fill(NO_NEIGHBOR);
      if (vectors.count === 0) return neighbors;
      try {
        const compact = await compacted(vectors, threads);
        const index = newIndex(compact.dimension);
        await fill(index, compact);
        await searchAll(index, compact, threads, neighbors);
        return neighbors;
      } catch (thrown) {
        throw asIndexError(thrown);
      }
    },
  };
}

/** Errors of finding neighbours: exit 5, since without the native module there is no index either. */
function indexError(reason: string, cause?: unknown): FacepipeError {
  return modelError(`Cannot find neighbours with an index: ${reason}`, "UNKNOWN_ERROR", cause);
}

function asIndexError(thrown: unknown): FacepipeError {
  if (!(thrown instanceof FacepipeError)) return indexError(reasonOf(thrown), thrown);
  return thrown.exit === EXIT.modelUnavailable
    ? thrown
    : modelError(thrown.message, thrown.code, thrown.cause);
}

function loadUsearch(): Promise<typeof import("usearch")> {
  return import("usearch").catch((thrown: unknown) => {
    const reason = `usearch cannot be loaded: ${reasonOf(thrown)}; exact neighbours need no index`;
    throw indexError(reason, thrown);
  });
}

async function compacted(vectors: Vectors, threads: number): Promise<CompactRows> {
  const blocks = await openOnnxBlocks({ threads });
  try {
    return await compactRows(vectors, blocks);
  } finally {
    await blocks.close();
  }
}

/** Adds all rows, their numbers as keys. */
async function fill(index: Index, rows: CompactRows): Promise<void> {
  const { order } = rows;
  for (let start = 0; start < order.length; ) {
    // Where the index has to grow it takes one vector alone, since it grows for as many threads as add.
    const room = Number(index.capacity()) - start - 1;
    const end = Math.min(order.length, start + Math.max(1, Math.min(room, BATCH)));
    const keys = BigUint64Array.from(order.subarray(start, end), BigInt);
    index.add(keys, copyOf(rows, start, end), room > 0 ? 1 : MAX_THREADS);
    start = end;
    await turn();
  }
}

async function searchAll(
  index: Index,
  rows: CompactRows,
  threads: number,
  neighbors: Uint32Array,
): Promise<void> {
  const { order } = rows;
  // Each vector finds itself, too.
  const count = neighbors.length / order.length + 1;
  for (let start = 0; start < order.length; start += BATCH) {
    const end = Math.min(order.length, start + BATCH);
    const found = search(index, copyOf(rows, start, end), count, threads);
    write(found, order.subarray(start, end), count, neighbors);
    await turn();
  }
}

/** What usearch finds for some vectors: for each, room for as many as it was asked for. */
interface Found {
  readonly keys: BigUint64Array;
  readonly counts: BigUint64Array;
}

/** The search, whose answer has another shape for a single vector. */
function search(index: Index, queries: Int8Array, count: number, threads: number): Found {
  const matches = index.search(queries, count, threads);
  if ("counts" in matches) return matches as Found;
  const { keys } = matches;
  return { keys, counts: BigUint64Array.of(BigInt(keys.length)) };
}

/** Writes down what was found for some rows, but for the rows themselves. */
function write({ keys, counts }: Found, rows: Uint32Array, room: number, neighbors: Uint32Array): void {
  for (let query = 0; query < counts.length; query++) {
    const row = rows[query]!;
    const last = query * room + Number(counts[query]);
    let to = row * (room - 1);
    for (let from = query * room; from < last && to < (row + 1) * (room - 1); from++) {
      const neighbor = Number(keys[from]);
      if (neighbor !== row) neighbors[to++] = neighbor;
    }
  }
}

/** The rows at some places of the order, side by side. */
function copyOf({ rows, dimension, order }: CompactRows, start: number, end: number): Int8Array {
  const copy = new Int8Array((end - start) * dimension);
  for (let place = start; place < end; place++) {
    const from = order[place]! * dimension;
    copy.set(rows.subarray(from, from + dimension), (place - start) * dimension);
  }
  return copy;
}
