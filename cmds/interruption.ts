/**
 * Ctrl-C and SIGTERM: the first asks a command to stop, a second one ends the process at once.
 * @module
 */
import { EXIT, type ExitCode, FacepipeError } from "../core/mod.ts";

const SIGNALS: readonly (readonly [NodeJS.Signals, ExitCode])[] = [
  ["SIGINT", EXIT.interrupted],
  ["SIGTERM", EXIT.terminated],
];

/**
 * Ends the process as the system does when nobody listens for the signal, which shells report as
 * the same exit code. process.exit would first stop threads in which a network runs, and that
 * aborts.
 */
function endNow(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}

/** Listens for the signals that ask a process to stop. */
export class Interruption {
  readonly #aborter = new AbortController();
  readonly #end = new AbortController();
  #name: NodeJS.Signals | undefined;

  /** @param grace Milliseconds that work gets to end by itself after the first signal. */
  constructor(grace = 0) {
    for (const [name, code] of SIGNALS) {
      process.once(name, () => {
        this.#name = name;
        process.once(name, () => endNow(name));
        const reason = new FacepipeError("UNKNOWN_ERROR", "Cannot go on: interrupted", { exit: code });
        this.#aborter.abort(reason);
        if (grace === 0) this.#end.abort(reason);
        else setTimeout(() => this.#end.abort(reason), grace).unref();
      });
    }
  }

  /** Ends the process at once, if a signal came. */
  endNow(): void {
    if (this.#name) endNow(this.#name);
  }

  /** Aborted with the error that stands for the signal. */
  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  /**
   * Waits for work, but no longer than until a signal comes and the grace is over. Each wait has a listener of its own
   * that goes with it: a race with one long-lived promise would keep every result in memory.
   *
   * @throws FacepipeError with the exit code of the signal.
   */
  whileRunning<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#end;
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal.reason);
      const settle = <V>(done: (value: V) => void) => {
        return (value: V) => {
          signal.removeEventListener("abort", stop);
          done(value);
        };
      };
      signal.addEventListener("abort", stop, { once: true });
      work.then(settle(resolve), settle(reject));
      if (signal.aborted) stop();
    });
  }
}
