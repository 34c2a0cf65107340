/**
 * Keeps a process that ends from tearing down threads in the middle of native code: ONNX Runtime's
 * addon then throws where nobody can catch it, and the process aborts instead of ending with its
 * exit code. Threads mark their native calls in shared memory; when the process ends, however it
 * does, no new call begins and the running ones are waited for.
 * @module
 */
import { getEnvironmentData, setEnvironmentData, threadId } from "node:worker_threads";
import { FacepipeError } from "../core/mod.ts";

/** Name of the shared memory among the data that a thread hands to the threads it starts. */
const KEY = "facepipe: native calls";

/** The first number is 1 once the process ends; the others count the calls of one thread each. */
const ENDING = 0;
const THREADS = 1023;

/** Longest wait for a call at the end of the process, in milliseconds; none takes that long. */
const PATIENCE_MS = 10_000;

/** The counters, in a thread that has a pool. */
let watched: Int32Array | undefined;

/** The counters, in a thread of a pool. */
let marked: Int32Array | undefined;

function slotOf(thread: number): number {
  return 1 + (thread % THREADS);
}

/** Makes threads that start from now on mark their calls, and the end of the process wait for them. */
export function watchNativeCalls(): void {
  if (watched) return;
  watched = new Int32Array(new SharedArrayBuffer(4 * (1 + THREADS)));
  setEnvironmentData(KEY, watched);
  process.once("exit", waitForNativeCalls);
}

/** Forgets the calls of a thread that is gone. */
export function forgetNativeCalls(thread: number): void {
  if (watched) Atomics.store(watched, slotOf(thread), 0);
}

function waitForNativeCalls(): void {
  const counts = watched!;
  Atomics.store(counts, ENDING, 1);
  const deadline = Date.now() + PATIENCE_MS;
  for (let slot = 1; slot < counts.length; slot++) {
    for (let running = Atomics.load(counts, slot); running > 0; running = Atomics.load(counts, slot)) {
      if (Atomics.wait(counts, slot, running, deadline - Date.now()) === "timed-out") return;
    }
  }
}

/** In a thread of a pool: marks its calls from now on. */
export function markNativeCalls(): void {
  marked = getEnvironmentData(KEY) as Int32Array | undefined;
}

/**
 * Runs native code, unless the process is ending.
 *
 * @throws FacepipeError where it is; nobody is left to read that.
 */
export async function callNative<T>(call: () => Promise<T>): Promise<T> {
  if (!marked) return call();
  const slot = slotOf(threadId);
  Atomics.add(marked, slot, 1);
  try {
    if (Atomics.load(marked, ENDING))
      throw new FacepipeError("EXTRACTION_ERROR", "Cannot go on: the process ends");
    return await call();
  } finally {
    Atomics.sub(marked, slot, 1);
    Atomics.notify(marked, slot);
  }
}
