import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { NO_NEIGHBOR, plainBlocks, type Vectors } from "../../../core/mod.ts";
import { mergeNearest } from "../../../models/grouping/sharded_search.ts";
import { openUsearchIndex } from "../../../models/mod.ts";
import { faceVectors } from "../../tools/face_vectors.ts";
import { clusteredVectors, seeded } from "../../tools/random_vectors.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const tool = (name: string) => new URL(`../../tools/${name}.${extension}`, import.meta.url);

/** Starts a process whose second thread fails, or that ends itself while threads are busy. */
function failing(...args: string[]): SpawnSyncReturns<string> {
  const child = fileURLToPath(tool("index_failure_child"));
  const all = ["--import", tool("failing_thread").href, child, ...args];
  return spawnSync(process.execPath, all, { encoding: "utf8", timeout: 60_000 });
}

/** The share of the true nearest neighbours that was found. */
async function recall({ data, count, dimension }: Vectors, nearest: Uint32Array, k: number): Promise<number> {
  const products = await plainBlocks().multiply(data, data, dimension);
  let right = 0;
  for (let i = 0; i < count; i++) {
    const row = products.subarray(i * count, (i + 1) * count);
    const found = [...nearest.subarray(i * k, (i + 1) * k)];
    assert.ok(!found.includes(i) && new Set(found).size === k);
    const least = Float32Array.from(row).sort()[count - 1 - k]!;
    right += found.filter((j) => row[j]! >= least).length;
  }
  return right / (k * count);
}

test("the nearest of all shards are merged by distance, then by row; empty places come last", () => {
  const far = Number.POSITIVE_INFINITY;
  const low = {
    neighbors: Uint32Array.of(1, 2, NO_NEIGHBOR, 0, NO_NEIGHBOR, NO_NEIGHBOR),
    distances: Float32Array.of(0.1, 0.4, far, 0.3, far, far),
  };
  const high = {
    neighbors: Uint32Array.of(9, 8, 7, NO_NEIGHBOR, NO_NEIGHBOR, NO_NEIGHBOR),
    distances: Float32Array.of(0.1, 0.2, 0.5, far, far, far),
  };
  const merged = [1, 9, 8, 0, NO_NEIGHBOR, NO_NEIGHBOR];
  assert.deepEqual([...mergeNearest([low, high], 2, 3)], merged);
  assert.deepEqual([...mergeNearest([high, low], 2, 3)], merged);
});

test("shards find no fewer of the true neighbours than one graph", async () => {
  const vectors = faceVectors(4000, 800, 128);
  const one = await (await openUsearchIndex()).nearest(vectors, 10);
  const two = await (await openUsearchIndex({ shardedFrom: 4000 })).nearest(vectors, 10);
  assert.notDeepEqual(two, one);
  const [before, after] = [await recall(vectors, one, 10), await recall(vectors, two, 10)];
  assert.ok(after >= before, `recall ${after} of shards, ${before} of one graph`);
});

test("shards answer the same on every run, and with another number of threads", async () => {
  const vectors = faceVectors(6001, 1200, 64);
  const nearest = async (threads: number) =>
    (await openUsearchIndex({ threads, shardedFrom: 0 })).nearest(vectors, 8);
  const first = await nearest(2);
  for (const threads of [2, 1, 7]) assert.deepEqual(await nearest(threads), first);
});

test("shards of few vectors, or none, leave places empty", async () => {
  const index = await openUsearchIndex({ shardedFrom: 0 });
  const neighbors = async (count: number) => [...(await index.nearest(vectorsOf(count), 3))];
  const vectorsOf = (count: number) => clusteredVectors(seeded(1), count, 8, Math.max(1, count), 0);
  assert.deepEqual(await neighbors(0), []);
  assert.deepEqual(await neighbors(1), [NO_NEIGHBOR, NO_NEIGHBOR, NO_NEIGHBOR]);
  const three = await neighbors(3);
  for (const row of [0, 1, 2]) {
    const found = three.slice(3 * row, 3 * row + 3);
    assert.deepEqual(
      found.slice(0, 2).sort(),
      [0, 1, 2].filter((other) => other !== row),
    );
    assert.equal(found[2], NO_NEIGHBOR);
  }
});

test("threads are gone once there is an answer", {
  skip: process.platform !== "linux" && "needs /proc",
}, async () => {
  const vectors = faceVectors(2000, 400, 64);
  const index = await openUsearchIndex({ shardedFrom: 0 });
  await index.nearest(vectors, 8);
  const threads = () => readdirSync("/proc/self/task").length;
  const before = threads();
  for (let i = 0; i < 3; i++) await index.nearest(vectors, 8);
  assert.equal(threads(), before);
});

test("a thread that fails is an error, exit 5, and ends the other threads soon", () => {
  const reasons = {
    load: "usearch cannot be loaded: invalid ELF header; exact neighbours need no index",
    exit: "its worker thread stopped with exit code 9",
    throw: "its worker thread failed: thrown outside of the task",
  };
  for (const [failure, reason] of Object.entries(reasons)) {
    const { status, stdout, stderr } = failing(failure);
    assert.equal(status, 5, `${failure}: ${stderr}`);
    const error = JSON.parse(stdout);
    assert.equal(error.message, `Cannot find neighbours with an index: ${reason}`);
    // All of the work takes about 10 s of computing.
    assert.ok(error.seconds < 5, `${failure}: after ${error.seconds} s`);
  }
});

test("a process that ends while graphs are filled and searched ends with its own exit code", () => {
  for (const ms of ["50", "300", "1000", "2500"]) {
    const { status, stdout, stderr } = failing("end", ms);
    assert.deepEqual([status, stdout, stderr], [7, "", ""], `after ${ms} ms`);
  }
});
