import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { WorkerPool } from "../../models/worker_pool.ts";
import type { PoolTask } from "../tools/pool_worker.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const entry = new URL(`../tools/pool_worker.${extension}`, import.meta.url);
const child = fileURLToPath(new URL(`../tools/pool_child.${extension}`, import.meta.url));

function poolOf(size: number, workerData?: unknown): WorkerPool & { do(task: PoolTask): Promise<unknown> } {
  const pool = new WorkerPool({ entry, workerData, size, purpose: "do the task" });
  return Object.assign(pool, { do: (task: PoolTask) => pool.run(task) });
}

test("every task gets its own result, in whatever order they end", async () => {
  const pool = poolOf(2);
  const values = [30, 0, 10, 0, 5];
  const results = await Promise.all(values.map((after, i) => pool.do({ do: "echo", value: i, after })));
  assert.deepEqual(results, [0, 1, 2, 3, 4]);
  await pool.close();
});

test("threads work side by side, are no more than asked for, and get the data", async () => {
  const shared = new SharedArrayBuffer(4);
  const pool = poolOf(2, { shared });
  const answers = await Promise.all([1, 2, 3, 4].map(() => pool.do({ do: "who" })));
  const seen = answers as { threadId: number; workerData: { shared: SharedArrayBuffer } }[];
  assert.equal(new Set(seen.map(({ threadId }) => threadId)).size, 2);
  assert.ok(seen[0]!.workerData.shared instanceof SharedArrayBuffer);
  await pool.close();
});

test("a thread is given several tasks at a time where it can use them, and fails all when it dies", async () => {
  const pool = new WorkerPool({ entry, workerData: 0, size: 1, tasksPerThread: 3, purpose: "do the task" });
  const order: number[] = [];
  const echo = async (value: number, after: number) => {
    order.push((await pool.run({ do: "echo", value, after } satisfies PoolTask)) as number);
  };
  await Promise.all([echo(0, 300), echo(1, 150), echo(2, 0), echo(3, 0)]);
  assert.deepEqual(order, [2, 3, 1, 0], "the fourth waits for the first that ends");
  const dying = [{ do: "hang" }, { do: "exit" }].map((task) => pool.run(task));
  for (const { status } of await Promise.allSettled(dying)) assert.equal(status, "rejected");
  await pool.close();
});

test("an error of a task keeps its code, exit code, message and cause, and the thread goes on", async () => {
  const pool = poolOf(1);
  const failed = pool.do({ do: "fail" });
  await assert.rejects(failed, { code: "EXTRACTION_ERROR", exit: 5, message: "Cannot do it: the reason" });
  await assert.rejects(failed, (error: Error) => (error.cause as Error).message === "deeper");
  assert.equal(await pool.do({ do: "echo", value: 1 }), 1);
  await pool.close();
});

test("a thread that dies fails its own task only, and is replaced", async () => {
  const pool = poolOf(1);
  const [died, next] = [pool.do({ do: "exit" }), pool.do({ do: "echo", value: "next" })];
  await assert.rejects(died, {
    code: "EXTRACTION_ERROR",
    exit: 3,
    message: "Cannot do the task: its worker thread stopped with exit code 9",
  });
  assert.equal(await next, "next");
  await assert.rejects(pool.do({ do: "throw" }), {
    code: "EXTRACTION_ERROR",
    message: "Cannot do the task: its worker thread failed: thrown outside of the task",
  });
  assert.equal(await pool.do({ do: "echo", value: "again" }), "again");
  await pool.close();
});

test("a module that cannot be run fails every task instead of hanging", async () => {
  const missing = new URL("no_such_module.js", entry);
  const pool = new WorkerPool({ entry: missing, workerData: undefined, size: 2, purpose: "do the task" });
  for (const result of await Promise.allSettled([1, 2, 3].map((task) => pool.run(task)))) {
    assert.equal(result.status, "rejected");
    assert.match(String(result.reason), /Cannot do the task: its worker thread failed: Cannot find module/);
  }
  await pool.close();
});

test("a task that cannot be sent fails, and the next one does not", async () => {
  const pool = poolOf(1);
  await assert.rejects(pool.run({ do: "echo", value: () => {} }), {
    code: "EXTRACTION_ERROR",
    message: /^Cannot do the task: no worker thread could take it: .*could not be cloned/,
  });
  assert.equal(await pool.do({ do: "echo", value: 2 }), 2);
  await pool.close();
});

test("closing fails what is not done, can be repeated, and nothing runs afterwards", async () => {
  const pool = poolOf(1);
  const unfinished = [pool.do({ do: "hang" }), pool.do({ do: "echo", value: 1 })];
  const results = Promise.allSettled(unfinished);
  await Promise.all([pool.close(), pool.close()]);
  await pool.close();
  const stopped = /Cannot do the task: the worker threads were stopped/;
  for (const result of await results) {
    assert.equal(result.status, "rejected");
    assert.match(String(result.reason), stopped);
  }
  await assert.rejects(pool.do({ do: "echo", value: 1 }), stopped);
});

test("idle threads let the process end, busy ones do not", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [child], { timeout: 20_000 });
  assert.deepEqual([stdout, stderr], ["done\n", ""]);
});

test("a thread that runs out of memory fails its task, and the process goes on", async () => {
  const args = ["--max-old-space-size=50", child, "fill memory"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
  assert.equal(stdout, "EXTRACTION_ERROR Cannot do the task: its worker thread ran out of memory\ndone\n");
});
