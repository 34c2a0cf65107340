/**
 * Lets a long computation give way to everything else in the process (Ctrl-C, progress, pipes).
 * @module
 */

/** How long a computation may hold the process, in milliseconds. */
const TURN = 50;

/** Hands out turns: `if (pause.due()) await pause.take()` in a loop of short steps. */
export class Pause {
  #until = performance.now() + TURN;

  /** True where the turn is over. */
  due(): boolean {
    return performance.now() >= this.#until;
  }

  /** Lets the rest of the process run, then starts a new turn. */
  async take(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#until = performance.now() + TURN;
  }
}
