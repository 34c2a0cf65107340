/**
 * One HTTP request for a file or the rest of it: few redirects, none away from https, and a watch
 * that ends what has stalled.
 * @module
 */
import { reasonOf } from "../core/mod.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Below this many bytes per ms, a download counts as stalled (1 kB/s). */
const SLOWEST = 1;

/** The server answers, but not with the file. */
export class HttpRefusal extends Error {
  /** Whether asking again may help. */
  readonly transient: boolean;

  constructor(message: string, transient = false) {
    super(message);
    this.transient = transient;
  }
}

/**
 * Asks for the bytes of `url` from `start` on.
 *
 * @throws HttpRefusal for redirects that are not followed, and what `fetch` throws.
 */
export async function requestFrom(url: string, start: number, signal: AbortSignal): Promise<Response> {
  // Sizes and ranges must count the file's own bytes, so no compression on the way.
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (start > 0) headers.range = `bytes=${start}-`;
  let address = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await fetch(address, { headers, redirect: "manual", signal });
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null) return response;
    await response.body?.cancel();
    address = follow(location, address);
  }
  throw new HttpRefusal(`the server redirects more than ${MAX_REDIRECTS} times`);
}

function follow(location: string, from: string): string {
  if (!URL.canParse(location, from)) throw new HttpRefusal("the server redirects to a broken address");
  const [to, origin] = [new URL(location, from), new URL(from)];
  if (to.protocol === "https:" || to.protocol === origin.protocol) return to.href;
  throw new HttpRefusal(`the server redirects from ${origin.protocol}// to ${to.protocol}//`);
}

/** Watches the speed of one download. */
export interface SpeedWatch {
  /** Fires when the download stalls, or when `signal` does. */
  readonly signal: AbortSignal;
  /** To be told of every piece that arrives, in bytes. */
  count(bytes: number): void;
  /** Ends the watch, and what still uses its signal. */
  stop(): void;
}

/** Watches a download that must bring 1 kB/s in every span of `stallMs`. */
export function watchSpeed(stallMs: number, signal?: AbortSignal): SpeedWatch {
  const stalled = new AbortController();
  let bytes = 0;
  const timer = setInterval(() => {
    if (bytes < stallMs * SLOWEST) {
      stalled.abort(new HttpRefusal(`next to nothing arrived for ${stallMs / 1000} s`, true));
    }
    bytes = 0;
  }, stallMs);
  return {
    signal: signal === undefined ? stalled.signal : AbortSignal.any([stalled.signal, signal]),
    count: (more) => {
      bytes += more;
    },
    stop: () => {
      clearInterval(timer);
      stalled.abort();
    },
  };
}

/** Why a request failed, in words; `fetch` hides it in the cause of its error. */
export function networkReason(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  return (code === undefined ? undefined : NETWORK_REASONS[code]) ?? reasonOf(cause);
}

const NETWORK_REASONS: Record<string, string | undefined> = {
  ENOTFOUND: "its host cannot be found",
  EAI_AGAIN: "its host cannot be found",
  ECONNREFUSED: "the server refuses the connection",
  ECONNRESET: "the connection was cut",
  EHOSTUNREACH: "its host cannot be reached",
  ENETUNREACH: "there is no network",
  ETIMEDOUT: "the server does not answer",
  UND_ERR_CONNECT_TIMEOUT: "the server does not answer",
  UND_ERR_SOCKET: "the connection was cut",
};
