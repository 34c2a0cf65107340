/**
 * A process that uses a pool and does not close it: `fill memory` lets a thread run out of memory,
 * anything else only does a task. Prints how it went; it has to end by itself.
 * @module
 */
import { WorkerPool } from "../../models/worker_pool.ts";

const entry = new URL(
  import.meta.url.endsWith(".ts") ? "./pool_worker.ts" : "./pool_worker.js",
  import.meta.url,
);
const pool = new WorkerPool({ entry, workerData: undefined, size: 2, purpose: "do the task" });
if (process.argv[2] === "fill memory") {
  await pool
    .run({ do: "fill memory" })
    .catch((error) => process.stdout.write(`${error.code} ${error.message}\n`));
}
process.stdout.write(`${await pool.run({ do: "echo", value: "done", after: 50 })}\n`);
