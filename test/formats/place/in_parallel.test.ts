import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inParallel } from "../../../formats/place/in_parallel.ts";

test("no more items are under way than the limit, and all get done", async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await inParallel([3, 1, 2, 0, 4, 5], 3, async (item) => {
    most = Math.max(most, ++running);
    await sleep(item);
    done.push(item);
    running--;
  });
  assert.equal(most, 3);
  assert.deepEqual(done.sort(), [0, 1, 2, 3, 4, 5]);
});

test("after a failure nothing is begun, and what is under way is awaited", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = inParallel([0, 1, 2, 3, 4, 5, 6, 7], 2, async (item) => {
    begun.push(item);
    await sleep(item === 1 ? 5 : 30);
    if (item === 1) throw new Error("one");
    ended.push(item);
  });
  await assert.rejects(work, /^Error: one$/);
  assert.deepEqual(begun, [0, 1]);
  assert.deepEqual(ended, [0]);
});
