/** @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inBatches } from "../../core/mod.ts";

async function* numbers(count: number, pauseBefore = -1): AsyncIterable<number> {
  for (let i = 0; i < count; i++) {
    if (i === pauseBefore) await sleep(400);
    yield i;
  }
}

async function all(batches: AsyncIterable<number[]>): Promise<number[][]> {
  const found: number[][] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}

test("handfuls are full but for the last one", async () => {
  assert.deepEqual(await all(inBatches(numbers(7), 3)), [[0, 1, 2], [3, 4, 5], [6]]);
  assert.deepEqual(await all(inBatches(numbers(6), 3)), [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  assert.deepEqual(await all(inBatches(numbers(0), 3)), []);
});

test("a slow source does not hold back what is there", async () => {
  assert.deepEqual(await all(inBatches(numbers(4, 2), 3)), [
    [0, 1],
    [2, 3],
  ]);
});

test("an error of the source comes after what it gave before", async () => {
  const found: number[] = [];
  const broken = (async function* () {
    yield 1;
    throw new Error("no more");
  })();
  await assert.rejects(async () => {
    for await (const batch of inBatches(broken, 1)) found.push(...batch);
  }, /no more/);
  assert.deepEqual(found, [1]);
});

test("whoever stops reading ends the source", async () => {
  let ended = false;
  const source = (async function* () {
    try {
      for (;;) yield 1;
    } finally {
      ended = true;
    }
  })();
  for await (const _ of inBatches(source, 2)) break;
  await sleep(10);
  assert.ok(ended);
});
