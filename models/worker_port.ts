/**
 * How a thread of a {@linkcode WorkerPool} answers: one message for each task.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { type SentError, sentError } from "../core/mod.ts";
import { markNativeCalls } from "./native_calls.ts";

/** A task with its number. */
export interface Assignment<T = unknown> {
  readonly id: number;
  readonly task: T;
}

/** The answer to a task, with the task's number. */
export type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: SentError });

/** Sent instead of a task: the thread ends once it has done what came before. */
export const STOP = "stop";

/** Answers every task that arrives with what `work` makes of it; several may be in work at once. */
export function serveTasks<T>(work: (task: T) => Promise<unknown>): void {
  const port = parentPort!;
  markNativeCalls();
  port.on("message", (message: Assignment<T> | typeof STOP) => {
    if (message === STOP) return port.close();
    const { id, task } = message;
    work(task).then(
      (result) => port.postMessage({ id, result } satisfies Answer),
      (thrown) => port.postMessage({ id, error: sentError(thrown) } satisfies Answer),
    );
  });
}
