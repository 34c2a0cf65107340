/** @module Items of groups, one by one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { flatten } from "../../formats/flatten.ts";
import { collect } from "../tools/streams.ts";

async function* groups(closed: () => void = () => {}): AsyncGenerator<number[]> {
  try {
    yield [1, 2];
    yield [];
    yield [3];
    throw new Error("damaged");
  } finally {
    closed();
  }
}

test("items come in order, and a failure after those before it; then nothing more", async () => {
  const items = flatten(groups())[Symbol.asyncIterator]();
  // Asked for all at once, as a reader that does not wait may do.
  const [a, b, c] = await Promise.all([items.next(), items.next(), items.next()]);
  assert.deepEqual([a.value, b.value, c.value], [1, 2, 3]);
  const [failed, after] = await Promise.allSettled([items.next(), items.next()]);
  assert.match(String(failed.status === "rejected" && failed.reason), /damaged/);
  assert.deepEqual(after.status === "fulfilled" && after.value, { done: true, value: undefined });
});

test("who stops reading closes the source, in the middle of a group too", async () => {
  let closed = false;
  const source = groups(() => {
    closed = true;
  });
  for await (const item of flatten(source)) if (item === 1) break;
  assert.ok(closed);
  async function* none(): AsyncGenerator<number[]> {}
  assert.deepEqual(await collect(flatten(none())), []);
});
