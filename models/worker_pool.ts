/**
 * A pool of worker threads that do tasks in parallel. Threads start when there is work for them, a
 * thread that dies fails its own tasks and is replaced, and idle threads do not keep the process
 * alive.
 * @module
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { FacepipeError, reasonOf, receivedError, sentError } from "../core/mod.ts";
import { forgetNativeCalls, watchNativeCalls } from "./native_calls.ts";
import { forbidTelemetry } from "./telemetry.ts";
import { type Answer, type Assignment, STOP } from "./worker_port.ts";

/** What a pool runs. */
export interface WorkerPoolOptions {
  /** The module that each thread runs; it calls `serveTasks`. */
  readonly entry: URL;
  /** Given to each thread; memory in it is shared only where it is a SharedArrayBuffer. */
  readonly workerData: unknown;
  /** Most threads at a time. */
  readonly size: number;
  /** Most tasks that a thread is given at a time, where it can use several. Default: 1. */
  readonly tasksPerThread?: number;
  /** What the tasks do, for error messages, as in "Cannot analyse a photo: …". */
  readonly purpose: string;
}

interface Job {
  readonly task: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** A thread and the jobs that it is doing, by their number. */
interface Seat {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
  /** What was thrown and caught by nobody in the thread. */
  failure?: unknown;
}

/** A pool of worker threads. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #seats = new Set<Seat>();
  readonly #queue: Job[] = [];
  #assigned = 0;
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
  async #dismiss({ worker, jobs }: Seat): Promise<void> {
    for (const job of jobs.values()) job.reject(this.#failure("the worker threads were stopped"));
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

  /** An idle thread, or a new one where there are fewer than allowed, or else one that can take more. */
  #freeSeat(): Seat | undefined {
    const { size, tasksPerThread = 1 } = this.#options;
    const seats = [...this.#seats].sort((a, b) => a.jobs.size - b.jobs.size);
    const least = seats[0];
    if (least?.jobs.size === 0) return least;
    if (seats.length < size) return this.#addSeat();
    return least && least.jobs.size < tasksPerThread ? least : undefined;
  }

  #addSeat(): Seat {
    const { entry, workerData } = this.#options;
    watchNativeCalls();
    forbidTelemetry();
    const worker = new Worker(entry, { workerData, ...threadArguments() });
    const { threadId } = worker;
    const seat: Seat = { worker, jobs: new Map() };
    this.#seats.add(seat);
    worker.on("message", (answer: Answer) => this.#settle(seat, answer));
    worker.on("messageerror", (thrown) => {
      // It does not say which task it answers.
      const error = sentError(thrown);
      for (const id of [...seat.jobs.keys()]) this.#settle(seat, { id, error });
    });
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
    const id = this.#assigned++;
    seat.worker.postMessage({ id, task: job.task } satisfies Assignment);
    seat.worker.ref();
    seat.jobs.set(id, job);
  }

  #settle(seat: Seat, answer: Answer): void {
    const job = seat.jobs.get(answer.id);
    seat.jobs.delete(answer.id);
    if (seat.jobs.size === 0) seat.worker.unref();
    if ("error" in answer) job?.reject(receivedError(answer.error));
    else job?.resolve(answer.result);
    this.#dispatch();
  }

  #leave(seat: Seat, exitCode: number): void {
    this.#seats.delete(seat);
    const error = this.#failure(this.#causeOfDeath(seat, exitCode), seat.failure);
    for (const job of seat.jobs.values()) job.reject(error);
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
