/**
 * How a thread of a {@linkcode WorkerPool} answers: one message for each task.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { asFacepipeError, type ErrorCode, type ExitCode, FacepipeError, reasonOf } from "../core/mod.ts";
import { markNativeCalls } from "./native_calls.ts";

/** An error as plain data, since messages lose the fields of error classes. */
export interface SentError {
  readonly code: ErrorCode;
  readonly exit: ExitCode;
  readonly message: string;
  readonly cause?: unknown;
}

/** A task with its number. */
export interface Assignment<T = unknown> {
  readonly id: number;
  readonly task: T;
}

/** The answer to a task, with the task's number. */
export type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: SentError });

function sendable(thrown: unknown): SentError {
  const { code, exit, message, cause } = asFacepipeError(thrown);
  return { code, exit, message, ...(cause === undefined ? {} : { cause: reasonOf(cause) }) };
}

/** The error that a thread sent. */
export function receivedError({ code, exit, message, cause }: SentError): FacepipeError {
  return new FacepipeError(code, message, {
    exit,
    cause: typeof cause === "string" ? new Error(cause) : cause,
  });
}

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
      (thrown) => port.postMessage({ id, error: sendable(thrown) } satisfies Answer),
    );
  });
}
