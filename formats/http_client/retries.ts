/**
 * Asking again, where that can do no harm.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { MalformedResponseError, RemoteError } from "../../core/mod.ts";

/** Whether a question may be asked again when it is not known what became of it. */
export type Repeat = "safe" | "unsafe";

/** An error, and after how many seconds the server would be asked again. */
export interface Failed {
  readonly error: unknown;
  readonly retryAfter?: number | undefined;
}

const ATTEMPTS = 4;

/** Milliseconds before the second attempt; each one after that waits twice as long. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 30_000;

/** Statuses of servers and proxies that may do better later. */
const PASSING: readonly unknown[] = [429, 502, 503, 504];

/**
 * Asks until there is an answer, or asking again would be of no use or might do something twice.
 *
 * @param attempt Asks; `turn` counts from 0.
 * @throws The error of the last attempt; the reason of the signal when that fires.
 */
export async function asking<T>(
  repeat: Repeat,
  signal: AbortSignal | undefined,
  attempt: (turn: number) => Promise<{ readonly value: T } | Failed>,
): Promise<T> {
  for (let turn = 0; ; turn++) {
    const result = await attempt(turn);
    if ("value" in result) return result.value;
    const { error, retryAfter = 0 } = result;
    if (turn + 1 === ATTEMPTS || !mayRepeat(error, repeat)) throw error;
    const pause = Math.max(FIRST_PAUSE * 2 ** turn * (0.5 + Math.random()), retryAfter * 1000);
    if (pause > LONGEST_PAUSE) throw error;
    await sleep(pause, undefined, signal ? { signal } : {}).catch(() => signal!.throwIfAborted());
  }
}

function mayRepeat(error: unknown, repeat: Repeat): boolean {
  if (error instanceof RemoteError) {
    const { status, code, param } = error;
    if (!PASSING.includes(status) || param !== undefined) return false;
    // A server that is full has not begun; with any other error it may have.
    return repeat === "safe" || code === "OVER_CAPACITY";
  }
  if (repeat === "unsafe" || !(error instanceof MalformedResponseError)) return false;
  return error.status === undefined || PASSING.includes(error.status) || isCutShort(error);
}

/** An answer that broke off has a cause underneath; one of another shape would be the same again. */
function isCutShort({ cause }: MalformedResponseError): boolean {
  return cause !== undefined && !(cause instanceof SyntaxError);
}
