/**
 * Calls that take only so long.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { WaitOptions } from "./client_backend.ts";

/**
 * Runs a call with a signal that fires when the caller's does or the time is over. The answer does not
 * wait for a call that ignores its signal.
 *
 * @throws FacepipeError OVER_CAPACITY when the time is over, BAD_PARAM for a time that is none;
 * the reason of the caller's signal when that fires.
 */
export async function within<T>(
  { timeout, signal }: WaitOptions,
  what: string,
  call: (wait: { signal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  if (timeout === undefined && !signal) return call({});
  if (timeout !== undefined && !(timeout > 0)) {
    throw new FacepipeError("BAD_PARAM", `Cannot ${what}: expected a timeout above 0 milliseconds`, {
      param: "timeout",
      value: timeout,
    });
  }
  const stop = new AbortController();
  const late = () =>
    stop.abort(
      new FacepipeError("OVER_CAPACITY", `Cannot ${what}: it takes longer than ${timeout} milliseconds`, {
        param: "timeout",
        value: timeout,
      }),
    );
  const timer = timeout === undefined || timeout > MAX_DELAY ? undefined : setTimeout(late, timeout);
  const leave = () => stop.abort(signal?.reason);
  // Not AbortSignal.any: where somebody listens to such a signal, Node keeps it for ever unless it fires.
  if (signal?.aborted) leave();
  else signal?.addEventListener("abort", leave, { once: true });
  const { promise, clear } = rejection(stop.signal);
  try {
    return await Promise.race([promise, call({ signal: stop.signal })]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
    clear();
  }
}

/** Longest delay that timers take, 24.8 days. */
const MAX_DELAY = 2 ** 31 - 1;

/** Rejects when a signal fires, until it is cleared. */
function rejection(signal: AbortSignal): { promise: Promise<never>; clear: () => void } {
  let fire = () => {};
  const promise = new Promise<never>((_, reject) => {
    fire = () => reject(signal.reason);
    if (signal.aborted) fire();
    else signal.addEventListener("abort", fire, { once: true });
  });
  return { promise, clear: () => signal.removeEventListener("abort", fire) };
}
