import assert from "node:assert/strict";
import { test } from "node:test";
import { FairQueue } from "../../core/mod.ts";

/** Work that ends when it is told to. */
class Works {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();
  readonly queue: FairQueue;

  constructor(options: { atOnce: number; atOnceEach?: number; waiting?: number }) {
    this.queue = new FairQueue({ waiting: 100, purpose: "work", ...options });
  }

  /** The caller is the first letter. */
  run(name: string, signal?: AbortSignal): Promise<string> {
    const work = async () => {
      this.begun.push(name);
      await new Promise<void>((resolve) => this.#ends.set(name, resolve));
      return name;
    };
    return this.queue.run(name[0]!, work, signal);
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)!();
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("so much runs at once, in order, each caller in turn", async () => {
  const works = new Works({ atOnce: 2 });
  const all = ["a1", "a2", "a3", "a4", "b1", "c1", "b2"].map((name) => works.run(name));
  await settled();
  assert.deepEqual(works.begun, ["a1", "a2"]);
  assert.deepEqual([works.queue.active, works.queue.waiting], [2, 5]);
  for (const name of ["a2", "a1", "a3", "b1", "c1", "a4", "b2"]) await works.end(name);
  assert.deepEqual(works.begun, ["a1", "a2", "a3", "b1", "c1", "a4", "b2"]);
  assert.deepEqual(await Promise.all(all), ["a1", "a2", "a3", "a4", "b1", "c1", "b2"]);
  assert.deepEqual([works.queue.active, works.queue.waiting], [0, 0]);
});

test("no caller has more at once than each may", async () => {
  const works = new Works({ atOnce: 3, atOnceEach: 1 });
  for (const name of ["a1", "a2", "b1"]) works.run(name);
  await settled();
  assert.deepEqual(works.begun, ["a1", "b1"]);
  await works.end("a1");
  assert.deepEqual(works.begun, ["a1", "b1", "a2"]);
});

test("where too much waits, the last of the caller with the most is refused", async () => {
  const works = new Works({ atOnce: 1, waiting: 2 });
  const [running, first, second] = ["a1", "a2", "a3"].map((name) => works.run(name));
  const other = works.run("b1");
  await assert.rejects(second!, { code: "OVER_CAPACITY" });
  await settled();
  for (const name of ["a1", "a2", "b1"]) await works.end(name);
  assert.deepEqual(await Promise.all([running, first, other]), ["a1", "a2", "b1"]);
});

test("nothing may wait", async () => {
  const works = new Works({ atOnce: 1, waiting: 0 });
  const running = works.run("a1");
  await assert.rejects(works.run("b1"), { code: "OVER_CAPACITY" });
  await settled();
  await works.end("a1");
  assert.equal(await running, "a1");
});

test("who does not wait any longer leaves; what has begun goes on", async () => {
  const works = new Works({ atOnce: 1 });
  const stop = new AbortController();
  const running = works.run("a1", stop.signal);
  const waiting = works.run("a2", stop.signal);
  const next = works.run("b1");
  await settled();
  stop.abort(new Error("gone"));
  await assert.rejects(waiting, /gone/);
  await assert.rejects(works.run("a3", stop.signal), /gone/);
  assert.deepEqual([works.queue.active, works.queue.waiting], [1, 1]);
  await works.end("a1");
  await works.end("b1");
  assert.deepEqual([await running, await next], ["a1", "b1"]);
});

test("work that fails makes room", async () => {
  const queue = new FairQueue({ atOnce: 1, waiting: 1, purpose: "work" });
  await assert.rejects(
    queue.run("a", async () => {
      throw new Error("broken");
    }),
    /broken/,
  );
  assert.equal(await queue.run("a", async () => 7), 7);
});
