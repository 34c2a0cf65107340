/** @module Items are joined, and none is held back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { type Basket, gather } from "../../formats/gather.ts";
import { collect, streamOf } from "../tools/streams.ts";

/** Joins letters; full at `limit`. The letter x cannot be taken in. */
class Letters implements Basket<string, string> {
  readonly #limit: number;
  #text = "";

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(letter: string): boolean {
    if (letter === "x") throw new Error("no room for x");
    this.#text += letter;
    return this.#text.length >= this.#limit;
  }

  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

const NEVER = new Promise<never>(() => undefined);

/** What comes until the stream fails, and the message with which it does. */
async function untilFailure(chunks: AsyncIterable<string>): Promise<string[]> {
  const seen: string[] = [];
  try {
    for await (const chunk of chunks) seen.push(chunk);
  } catch (error) {
    seen.push((error as Error).message);
  }
  return seen;
}

test("items at hand are joined up to the limit, and the rest comes at the end", async () => {
  const letters = streamOf(..."abcdefg");
  assert.deepEqual(await collect(gather(letters, new Letters(3), 0)), ["abc", "def", "g"]);
  assert.deepEqual(await collect(gather(streamOf<string>(), new Letters(3), 0)), []);
});

test("a source that pauses gets its items passed on at once", async () => {
  async function* slow() {
    yield "a";
    yield "b";
    await turn();
    await turn();
    yield "c";
    await NEVER;
  }
  const chunks = gather(slow(), new Letters(100), 0);
  assert.deepEqual(await chunks.next(), { done: false, value: "ab" });
  assert.deepEqual(await chunks.next(), { done: false, value: "c" });
});

test("patience in milliseconds counts from the first item", async () => {
  async function* steady() {
    for (;;) {
      yield "a";
      await wait(5);
    }
  }
  const started = performance.now();
  const { value } = await gather(steady(), new Letters(1000), 100).next();
  const elapsed = performance.now() - started;
  assert.ok(elapsed > 90 && elapsed < 1000, `${elapsed} ms`);
  assert.ok(String(value).length > 2);
});

test("without end of patience only the limit counts", async () => {
  async function* slow() {
    for (const letter of "abcd") {
      await wait(2);
      yield letter;
    }
  }
  assert.deepEqual(await collect(gather(slow(), new Letters(3), Number.POSITIVE_INFINITY)), ["abc", "d"]);
});

test("no item is asked for before the consumer wants a chunk", async () => {
  let asked = 0;
  async function* counted() {
    for (;;) {
      asked++;
      yield "a";
    }
  }
  const chunks = gather(counted(), new Letters(3), 0);
  await chunks.next();
  await wait(5);
  assert.equal(asked, 3);
  await chunks.next();
  assert.equal(asked, 6);
});

test("an item that comes while the consumer is busy waits for it", async () => {
  async function* source() {
    yield "a";
    await wait(5);
    yield "b";
    await NEVER;
  }
  const chunks = gather(source(), new Letters(100), 0);
  assert.equal((await chunks.next()).value, "a");
  await wait(30);
  assert.equal((await chunks.next()).value, "b");
});

test("when the source fails, what came before is given out first", async () => {
  async function* failing() {
    yield "a";
    throw new Error("the disk is gone");
  }
  assert.deepEqual(await untilFailure(gather(failing(), new Letters(3), 0)), ["a", "the disk is gone"]);
});

test("when the basket refuses an item, what came before is given out and the source is closed", async () => {
  let closed = false;
  async function* source() {
    try {
      yield* "abx";
    } finally {
      closed = true;
    }
  }
  assert.deepEqual(await untilFailure(gather(source(), new Letters(9), 0)), ["ab", "no room for x"]);
  assert.ok(closed);
});

test("a source that fails while the consumer is busy is no unhandled rejection", async () => {
  async function* source() {
    yield "a";
    await wait(5);
    throw new Error("late");
  }
  const seen: string[] = [];
  await assert.rejects(async () => {
    for await (const chunk of gather(source(), new Letters(9), 0)) {
      seen.push(chunk);
      await wait(30);
    }
  }, /late/);
  assert.deepEqual(seen, ["a"]);
});

test("a consumer that leaves closes the source, and waits for no item", async () => {
  let closed = false;
  async function* source() {
    try {
      yield* "abc";
    } finally {
      closed = true;
    }
  }
  for await (const chunk of gather(source(), new Letters(1), 0)) if (chunk === "b") break;
  assert.ok(closed);

  async function* stuck() {
    yield "a";
    await NEVER;
  }
  for await (const chunk of gather(stuck(), new Letters(9), 0)) if (chunk === "a") break;
});
