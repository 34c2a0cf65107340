/**
 * Worker threads that share the jobs of one analysis.
 * @module
 */
import { Worker } from "node:worker_threads";
import { type ErrorCode, type ExitCode, FacepipeError, reasonOf } from "../core/mod.ts";
import type { Job, JobResults, WorkerSetup } from "./inference.ts";

type Answer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly exit: ExitCode } };

interface Task {
  readonly job: Job;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

const ENTRY = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/**
 * A fixed number of threads, started when there is work for them. Jobs are taken up in the order
 * in which they come. A thread that dies fails its job and is replaced; threads that wait for
 * work do not keep the process alive.
 */
export class WorkerPool {
  readonly #setup: WorkerSetup;
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #running = new Map<Worker, Task>();
  readonly #waiting: Task[] = [];
  #closed = false;

  /** @param size Number of threads, at least 1. */
  constructor(setup: WorkerSetup, size: number) {
    this.#setup = setup;
    this.#size = size;
  }

  /**
   * Does a piece of work on some thread.
   *
   * @throws FacepipeError from the work itself; EXTRACTION_ERROR where its thread dies.
   */
  run<J extends Job>(job: J): Promise<JobResults[J["op"]]> {
    if (this.#closed) return Promise.reject(stopped());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#dispatch();
    });
  }

  /** Stops all threads; work that is not done fails. May be called again. */
  async close(): Promise<void> {
    this.#closed = true;
    const unfinished = [...this.#running.values(), ...this.#waiting.splice(0)];
    const workers = [...this.#idle.splice(0), ...this.#running.keys()];
    this.#running.clear();
    for (const { reject } of unfinished) reject(stopped());
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? (this.#running.size < this.#size ? this.#start() : undefined);
      if (!worker) return;
      const task = this.#waiting.shift()!;
      this.#running.set(worker, task);
      worker.ref();
      worker.postMessage(task.job);
    }
  }

  #start(): Worker {
    const worker = new Worker(ENTRY, { workerData: this.#setup });
    worker.on("message", (answer: Answer) => this.#settle(worker, answer));
    worker.on("messageerror", (error) => this.#lose(worker, error));
    worker.on("error", (error) => this.#lose(worker, error));
    worker.on("exit", () => this.#lose(worker, new Error("its thread ended")));
    return worker;
  }

  #settle(worker: Worker, answer: Answer): void {
    const task = this.#running.get(worker);
    if (!task) return;
    this.#running.delete(worker);
    this.#idle.push(worker);
    worker.unref();
    if ("error" in answer)
      task.reject(new FacepipeError(answer.error.code, answer.error.message, answer.error));
    else task.resolve(answer.result as never);
    this.#dispatch();
  }

  #lose(worker: Worker, reason: unknown): void {
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    const task = this.#running.get(worker);
    this.#running.delete(worker);
    task?.reject(
      new FacepipeError("EXTRACTION_ERROR", `Cannot analyse a picture: ${reasonOf(reason)}`, {
        cause: reason,
      }),
    );
    if (!this.#closed) this.#dispatch();
  }
}

function stopped(): FacepipeError {
  return new FacepipeError("EXTRACTION_ERROR", "Cannot analyse a picture: the analysis was stopped");
}
