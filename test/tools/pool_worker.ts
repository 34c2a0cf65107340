/**
 * A thread for tests of the pool: does what its task says, dying included.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { threadId, workerData } from "node:worker_threads";
import { FacepipeError } from "../../core/mod.ts";
import { serveTasks } from "../../models/worker_port.ts";

/** What the thread can be asked to do. */
export type PoolTask =
  | { readonly do: "echo"; readonly value: unknown; readonly after?: number }
  | { readonly do: "who" | "fail" | "exit" | "throw" | "fill memory" | "hang" };

serveTasks(async (task: PoolTask) => {
  switch (task.do) {
    case "echo":
      await sleep(task.after ?? 0);
      return task.value;
    case "who":
      await sleep(50);
      return { threadId, workerData };
    case "fail":
      throw new FacepipeError("EXTRACTION_ERROR", "Cannot do it: the reason", {
        exit: 5,
        cause: new Error("deeper"),
      });
    case "exit":
      return process.exit(9);
    case "throw":
      setImmediate(() => {
        throw new Error("thrown outside of the task");
      });
      return new Promise(() => {});
    case "fill memory":
      for (const hoard: unknown[] = []; ; ) hoard.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
    case "hang":
      return new Promise(() => {});
  }
});
