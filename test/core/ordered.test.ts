/** @module Parallel work in order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { mapOrdered } from "../../core/mod.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test("results keep the order of the items, however long each takes", async () => {
  const delays = [30, 1, 20, 0, 10];
  const results = await collect(mapOrdered(delays, 3, (ms) => sleep(ms, ms)));
  assert.deepEqual(results, delays);
});

test("no more items are in work than the window holds", async () => {
  let [running, most] = [0, 0];
  await collect(
    mapOrdered(
      Array.from({ length: 20 }, (_, i) => i),
      4,
      async () => {
        most = Math.max(most, ++running);
        await sleep(2);
        running--;
      },
    ),
  );
  assert.equal(most, 4);
});

test("a result does not wait for the next item of a slow source", async () => {
  async function* slow() {
    yield 1;
    await sleep(60_000, undefined, { ref: false });
  }
  const results = mapOrdered(slow(), 4, async (n) => n)[Symbol.asyncIterator]();
  assert.deepEqual(await results.next(), { done: false, value: 1 });
});

test("an error of the work comes in its place, after the results before it", async () => {
  const seen: number[] = [];
  await assert.rejects(async () => {
    const work = async (n: number) => {
      if (n === 2) throw new Error("two");
      await sleep(5);
      return n;
    };
    for await (const n of mapOrdered([0, 1, 2, 3], 4, work)) seen.push(n);
  }, /two/);
  assert.deepEqual(seen, [0, 1]);
});

test("an error of the source ends the iteration", async () => {
  async function* broken() {
    yield 1;
    throw new Error("source");
  }
  await assert.rejects(collect(mapOrdered(broken(), 2, async (n) => n)), /source/);
});

test("heavy items are taken up one by one, light ones as many as the window holds", async () => {
  let [running, most] = [0, 0];
  const weights = [1, 1, 1, 1, 50, 50, 1, 1, 1];
  const together: number[] = [];
  const load = { weigh: (weight: number) => weight, limit: 10 };
  await collect(
    mapOrdered(
      weights,
      4,
      async (weight) => {
        most = Math.max(most, ++running);
        if (weight > 10) together.push(running);
        await sleep(5);
        running--;
      },
      load,
    ),
  );
  assert.equal(most, 4, "light ones fill the window");
  // A heavy one may join light ones, but nothing joins it, and so no other heavy one.
  assert.equal(together.length, 2);
  assert.ok(together[1]! <= 1, `${together[1]} beside the second heavy one`);
});
