/**
 * A pool of worker threads that do tasks in parallel, one each at a time. Threads start when there
 * is work for them, a thread that dies fails its own task and is replaced, and idle threads do not
 * keep the process alive.
 * @module
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { asFacepipeError, FacepipeError, reasonOf } from "../core/mod.ts";
import { forgetNativeCalls, watchNativeCalls } from "./native_calls.ts";
import { type Answer, receivedError, STOP } from "./worker_port.ts";

/** What a pool runs. */
export interface WorkerPoolOptions {
  /** The module that each thread runs; it calls `serveTasks`. */
  readonly entry: URL;
  /** Given to each thread; memory in it is shared only where it is a SharedArrayBuffer. */
  readonly workerData: unknown;
  /** Most threads at a time. */
  readonly size: number;
  /** What the tasks do, for error messages, as in "Cannot analyse a photo: …". */
  readonly purpose: string;
}

interface Job {
  readonly task: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** A thread and the job that it is doing. */
interface Seat {
  readonly worker: Worker;
  job: Job | undefined;
  /** What was thrown and caught by nobody in the thread. */
  failure?: unknown;
}

/** A pool of worker threads. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #seats = new Set<Seat>();
  readonly #queue: Job[] = [];
  #closing: Promise<void> | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /**
   * Does a task in some thread; tasks begin in the order in which they come.
   *
   * @throws FacepipeError as thrown by the task; EXTRACTION_ERROR where its thread dies or the
   * pool is closed.
   */
  run(task: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closing) return reject(this.#failure("the worker threads were stopped"));
      this.#queue.push({ task, resolve, reject });
      this.#dispatch();
    });
  }

  /** Stops all threads; tasks that are not done fail. Later calls wait for the same end. */
  close(): Promise<void> {
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  async #stop(): Promise<void> {
    const error = this.#failure("the worker threads were stopped");
    for (const job of this.#queue.splice(0)) job.reject(error);
    await Promise.all([...this.#seats].map((seat) => this.#dismiss(seat)));
  }

  /** Lets a thread end by itself: to terminate one in which ONNX Runtime runs aborts the process. */
  async #dismiss({ worker, job }: Seat): Promise<void> {
    job?.reject(this.#failure("the worker threads were stopped"));
    worker.ref();
    worker.postMessage(STOP);
    await once(worker, "exit");
  }

  #failure(reason: string, cause?: unknown): FacepipeError {
    return new FacepipeError("EXTRACTION_ERROR", `Cannot ${this.#options.purpose}: ${reason}`, { cause });
  }

  #dispatch(): void {
    for (let job = this.#queue[0]; job; job = this.#queue[0]) {
      try {
        const seat = this.#freeSeat();
        if (!seat) return;
        this.#assign(seat, job);
      } catch (cause) {
        job.reject(this.#failure(`no worker thread could take it: ${reasonOf(cause)}`, cause));
      }
      this.#queue.shift();
    }
  }

  /** An idle thread, or a new one where there are fewer than allowed. */
  #freeSeat(): Seat | undefined {
    for (const seat of this.#seats) if (!seat.job) return seat;
    return this.#seats.size < this.#options.size ? this.#addSeat() : undefined;
  }

  #addSeat(): Seat {
    const { entry, workerData } = this.#options;
    watchNativeCalls();
    const worker = new Worker(entry, { workerData, ...threadArguments() });
    const { threadId } = worker;
    const seat: Seat = { worker, job: undefined };
    this.#seats.add(seat);
    worker.on("message", (answer: Answer) => this.#settle(seat, answer));
    worker.on("messageerror", (thrown) => this.#settle(seat, { error: asFacepipeError(thrown) }));
    worker.on("error", (thrown) => {
      seat.failure = thrown;
    });
    worker.on("exit", (code) => {
      forgetNativeCalls(threadId);
      this.#leave(seat, code);
    });
    return seat;
  }

  #assign(seat: Seat, job: Job): void {
    seat.worker.postMessage(job.task);
    seat.worker.ref();
    seat.job = job;
  }

  #settle(seat: Seat, answer: Answer): void {
    const job = seat.job;
    seat.job = undefined;
    seat.worker.unref();
    if ("error" in answer) job?.reject(receivedError(answer.error));
    else job?.resolve(answer.result);
    this.#dispatch();
  }

  #leave(seat: Seat, exitCode: number): void {
    this.#seats.delete(seat);
    seat.job?.reject(this.#failure(this.#causeOfDeath(seat, exitCode), seat.failure));
    if (!this.#closing) this.#dispatch();
  }

  #causeOfDeath({ failure }: Seat, exitCode: number): string {
    if (this.#closing) return "the worker threads were stopped";
    if ((failure as NodeJS.ErrnoException | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY") {
      return "its worker thread ran out of memory";
    }
    if (failure instanceof Error) return `its worker thread failed: ${failure.message}`;
    return `its worker thread stopped with exit code ${exitCode}`;
  }
}

/**
 * Threads start with the flags of the process, but Node refuses to run a file under --input-type,
 * which is for code on the command line.
 */
function threadArguments(): { execArgv?: string[] } {
  return process.execArgv.some((flag) => flag.startsWith("--input-type")) ? { execArgv: [] } : {};
}
