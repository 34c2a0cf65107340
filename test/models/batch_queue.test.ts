/** @module Runs of one picture, gathered into runs of many. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { BatchQueue } from "../../models/batch_queue.ts";

/** A queue whose network doubles every value, and the sizes of its runs. */
function doubling(rows: number): { queue: BatchQueue; runs: number[][] } {
  const runs: number[][] = [];
  const queue = new BatchQueue(rows, async (data) => {
    runs.push([...data]);
    return new Map([["twice", data.map((value) => 2 * value)]]);
  });
  return { queue, runs };
}

test("everybody gets the outputs of the own picture, in memory of its own", async () => {
  const { queue, runs } = doubling(2);
  const results = await Promise.all([1, 2, 3].map((v) => queue.run(Float32Array.of(v, 10 * v))));
  assert.deepEqual(
    results.map((outputs) => [...outputs.get("twice")!]),
    [
      [2, 20],
      [4, 40],
      [6, 60],
    ],
  );
  assert.equal(results[0]!.get("twice")!.buffer.byteLength, 8);
  assert.deepEqual(runs, [
    [1, 10, 2, 20],
    [3, 30, 0, 0],
  ]);
  assert.ok(queue.idle);
});

test("a picture alone does not wait for others", async () => {
  const { queue, runs } = doubling(8);
  assert.deepEqual([...(await queue.run(Float32Array.of(1))).get("twice")!], [2]);
  assert.equal(runs.length, 1);
});

test("a run that fails fails its own pictures only", async () => {
  let first = true;
  const queue = new BatchQueue(2, async (data) => {
    if (!first) return new Map([["same", data]]);
    first = false;
    throw new Error("lost the device");
  });
  const failed = await Promise.allSettled([queue.run(Float32Array.of(1)), queue.run(Float32Array.of(2))]);
  assert.deepEqual(
    failed.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  await nextTurn();
  assert.deepEqual([...(await queue.run(Float32Array.of(3))).get("same")!], [3]);
});
