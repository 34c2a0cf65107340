/**
 * Nearest neighbours by usearch: an HNSW graph over vectors of one byte a number.
 * @module
 */
import { availableParallelism } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import type { Index } from "usearch";
import { modelError, type NeighborIndex, NO_NEIGHBOR, reasonOf, type Vectors } from "../../core/mod.ts";

/** Vectors handed to usearch at a time; it holds the process for about a tenth of a second. */
const BATCH = 256;

/**
 * Most threads that search. Room for them is reserved even where there are fewer cores: the graph
 * depends on it, and has to be the same everywhere.
 */
const MAX_THREADS = 8;

/** Finds 15 of 16 neighbours or more among faces; later rounds of grouping make up for the rest. */
const EFFORT = { connectivity: 16, expansion_add: 64, expansion_search: 64 };

/** Largest number of a quantised vector. */
const LARGEST = 127;

/** How {@linkcode openUsearchIndex} works. */
export interface UsearchOptions {
  /** Threads that search, 8 at most. Default: as many as the machine has cores. */
  threads?: number;
}

/**
 * Loads usearch.
 *
 * Vectors go into the graph one after the other, in their order: threads would make it another
 * graph on every run. Only the search, which changes nothing, runs in threads.
 *
 * @throws {FacepipeError} exit 5, where its native module cannot be loaded.
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
  const threads = Math.min(options.threads ?? availableParallelism(), MAX_THREADS);
  const usearch = await import("usearch").catch(cannotLoad);
  return {
    async nearest(vectors, count) {
      if (vectors.count === 0) return new Uint32Array(0);
      const index = new usearch.Index({
        dimensions: vectors.dimension,
        metric: usearch.MetricKind.Cos,
        quantization: usearch.ScalarKind.I8,
        multi: false,
        ...EFFORT,
      });
      await fill(index, vectors);
      return searchAll(index, vectors, count, threads);
    },
  };
}

/** Adds all vectors, the row number as the key. */
async function fill(index: Index, vectors: Vectors): Promise<void> {
  for (let row = 0; row < vectors.count; ) {
    // Where the index has to grow it takes one vector alone, since it grows for as many threads as add.
    const room = Number(index.capacity()) - row - 1;
    const end = Math.min(vectors.count, row + Math.max(1, Math.min(room, BATCH)));
    const keys = BigUint64Array.from({ length: end - row }, (_, i) => BigInt(row + i));
    index.add(keys, quantised(vectors, row, end), room > 0 ? 1 : MAX_THREADS);
    row = end;
    await turn();
  }
}

async function searchAll(
  index: Index,
  vectors: Vectors,
  count: number,
  threads: number,
): Promise<Uint32Array> {
  const nearest = new Uint32Array(vectors.count * count).fill(NO_NEIGHBOR);
  for (let start = 0; start < vectors.count; start += BATCH) {
    const end = Math.min(vectors.count, start + BATCH);
    // Each vector finds itself, too.
    const { keys, counts } = search(index, quantised(vectors, start, end), count + 1, threads);
    for (let row = start; row < end; row++) {
      const from = (row - start) * (count + 1);
      const found = Array.from(keys.subarray(from, from + Number(counts[row - start])), Number);
      nearest.set(found.filter((other) => other !== row).slice(0, count), row * count);
    }
    await turn();
  }
  return nearest;
}

/** The search, whose answer has another shape for a single vector. */
function search(index: Index, queries: Int8Array, count: number, threads: number) {
  const matches = index.search(queries, count, threads);
  return "counts" in matches
    ? (matches as { keys: BigUint64Array; counts: BigUint64Array })
    : { keys: matches.keys, counts: BigUint64Array.of(BigInt(matches.keys.length)) };
}

/** Rows `start` to `end` with one byte a number, each scaled to use the whole byte: angles stay. */
function quantised({ data, dimension }: Vectors, start: number, end: number): Int8Array {
  const bytes = new Int8Array((end - start) * dimension);
  for (let row = start; row < end; row++) {
    const from = row * dimension;
    let largest = 0;
    for (let k = 0; k < dimension; k++) largest = Math.max(largest, Math.abs(data[from + k]!));
    const scale = LARGEST / largest;
    const to = (row - start) * dimension;
    for (let k = 0; k < dimension; k++) bytes[to + k] = Math.round(data[from + k]! * scale);
  }
  return bytes;
}

function cannotLoad(thrown: unknown): never {
  const reason = `usearch cannot be loaded: ${reasonOf(thrown)}; exact neighbours need no index`;
  throw modelError(`Cannot find neighbours with an index: ${reason}`, "UNKNOWN_ERROR", thrown);
}
