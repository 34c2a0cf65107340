/**
 * Divides vectors among graphs that are built at the same time, each in a thread of its own, and asks
 * all of them for the neighbours of every vector.
 * @module
 */
import { NO_NEIGHBOR, type Vectors } from "../../core/mod.ts";
import { WorkerPool } from "../worker_pool.ts";
import { quantizedRows } from "./quantized_rows.ts";
import { answerInShard, type ShardTask } from "./shard.ts";

const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "./shard_worker.ts" : "./shard_worker.js",
  import.meta.url,
);

/** Graphs that many vectors are divided among. The answers depend on it: it is no matter of the machine. */
const SHARDS = 2;

/** The nearest neighbours, found with one graph in this thread. */
export async function searchHere(vectors: Vectors, count: number, threads: number): Promise<Uint32Array> {
  const [task] = await shardTasks(vectors, count, 1, threads);
  await answerInShard(task!);
  return task!.neighbors;
}

/**
 * The nearest neighbours, found with two graphs in threads that end before this does. The neighbours
 * do not depend on `threads`.
 *
 * @throws FacepipeError where a thread fails.
 */
export async function searchInShards(vectors: Vectors, count: number, threads: number): Promise<Uint32Array> {
  const tasks = await shardTasks(vectors, count, SHARDS, Math.ceil(threads / SHARDS));
  const purpose = "find neighbours with an index";
  const pool = new WorkerPool({ entry: WORKER, workerData: undefined, size: SHARDS, purpose });
  try {
    await Promise.all(tasks.map((task) => pool.run(task)));
  } finally {
    Atomics.store(tasks[0]!.stop, 0, 1);
    await pool.close();
  }
  return mergeNearest(tasks, vectors.count, count);
}

async function shardTasks(
  vectors: Vectors,
  count: number,
  shards: number,
  threads: number,
): Promise<ShardTask[]> {
  const rows = await quantizedRows(vectors);
  const size = Math.ceil(vectors.count / shards);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const answers = 4 * vectors.count * count;
  return Array.from({ length: shards }, (_, shard) => ({
    rows,
    dimension: vectors.dimension,
    first: Math.min(vectors.count, shard * size),
    end: Math.min(vectors.count, (shard + 1) * size),
    count,
    threads,
    neighbors: new Uint32Array(new SharedArrayBuffer(answers)).fill(NO_NEIGHBOR),
    distances: new Float32Array(new SharedArrayBuffer(answers)).fill(Number.POSITIVE_INFINITY),
    stop,
  }));
}

/** The part of a {@linkcode ShardTask} that is its answer. */
export type ShardAnswer = Pick<ShardTask, "neighbors" | "distances">;

/** The `count` nearest that any shard found for each row; of two equally near the lower row comes first. */
export function mergeNearest(answers: readonly ShardAnswer[], rows: number, count: number): Uint32Array {
  const merged = new Uint32Array(rows * count);
  const heads = new Uint32Array(answers.length);
  for (let start = 0; start < merged.length; start += count) {
    heads.fill(start);
    for (let place = start; place < start + count; place++) {
      const best = nearestHead(answers, heads);
      merged[place] = answers[best]!.neighbors[heads[best]!]!;
      heads[best]!++;
    }
  }
  return merged;
}

/** The shard whose next neighbour is the nearest; empty places are infinitely far. */
function nearestHead(answers: readonly ShardAnswer[], heads: Uint32Array): number {
  let best = 0;
  for (let shard = 1; shard < answers.length; shard++) {
    const [next, other] = [heads[shard]!, heads[best]!];
    const [a, b] = [answers[shard]!, answers[best]!];
    const difference = a.distances[next]! - b.distances[other]!;
    if (difference < 0 || (!(difference > 0) && a.neighbors[next]! < b.neighbors[other]!)) best = shard;
  }
  return best;
}
