/**
 * Builds the approximate index of a gallery in a worker thread.
 * @module
 */
import { WorkerPool } from "../worker_pool.ts";
import type { GraphInfo } from "./graph.ts";
import type { GraphTask } from "./graph_worker.ts";

const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "./graph_worker.ts" : "./graph_worker.js",
  import.meta.url,
);

/** A build that goes on. */
export interface GraphBuild {
  /** What was built. It rejects where the build fails or is stopped. */
  readonly done: Promise<GraphInfo>;
  /** Ends the build soon. */
  stop(): void;
}

/** Starts a build. */
export function startBuild(task: Omit<GraphTask, "stop">): GraphBuild {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const pool = new WorkerPool({ entry: WORKER, workerData: {}, size: 1, purpose: "build the search index" });
  const done = pool.run({ ...task, stop }).finally(() => pool.close()) as Promise<GraphInfo>;
  return { done, stop: () => Atomics.store(stop, 0, 1) };
}
