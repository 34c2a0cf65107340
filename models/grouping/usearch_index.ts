/**
 * Nearest neighbours by usearch: HNSW graphs over vectors of one byte a number.
 * @module
 */
import { availableParallelism } from "node:os";
import type { NeighborIndex } from "../../core/mod.ts";
import { asIndexError, loadUsearch, MAX_THREADS } from "./shard.ts";
import { searchHere, searchInShards } from "./sharded_search.ts";

/** From so many vectors on two graphs are filled at the same time, on two cores; each query then asks both. */
const SHARDED_FROM = 50_000;

/** How {@linkcode openUsearchIndex} works. */
export interface UsearchOptions {
  /** Threads that search, 8 at most. Default: as many as the machine has cores. The answers do not depend on it. */
  threads?: number;
  /**
   * Vectors from which on there are two graphs, each in a worker thread of its own. Default: 50,000.
   * The answers depend on it a little.
   */
  shardedFrom?: number;
}

/**
 * Loads usearch.
 *
 * Vectors go into a graph one after the other, in their order: threads would make it another graph
 * on every run. Many vectors are divided among two graphs instead. Threads and memory are freed as
 * soon as there is an answer, or an error.
 *
 * @throws {FacepipeError} exit 5, where its native module cannot be loaded; `nearest` throws it where
 * usearch or a thread fails.
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
  const { shardedFrom = SHARDED_FROM } = options;
  const threads = Math.min(options.threads ?? availableParallelism(), MAX_THREADS);
  await loadUsearch();
  return {
    async nearest(vectors, count) {
      const search = vectors.count < shardedFrom ? searchHere : searchInShards;
      try {
        return await search(vectors, count, threads);
      } catch (thrown) {
        throw asIndexError(thrown);
      }
    },
  };
}
