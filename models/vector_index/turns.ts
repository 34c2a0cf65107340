/**
 * Does the operations on one thing one after the other, in the order of their calls.
 * @module
 */

/** A queue of operations. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` when all before it are done, whether they succeeded or not. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
