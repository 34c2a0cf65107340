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
  const all = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  try {
    return await Promise.race([rejection(all), call({ signal: all })]);
  } finally {
    clearTimeout(timer);
  }
}

/** Longest delay that timers take, 24.8 days. */
const MAX_DELAY = 2 ** 31 - 1;

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
