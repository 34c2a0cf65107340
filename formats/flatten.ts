/**
 * Streams that come in groups of items, given out item by item.
 * @module
 */

/**
 * The items of all groups. An async generator would say the same, and cost each item three turns
 * instead of one.
 */
export function flatten<T>(groups: AsyncIterable<readonly T[]>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new ItemIterator(groups[Symbol.asyncIterator]()) };
}

class ItemIterator<T> implements AsyncIterator<T> {
  readonly #groups: AsyncIterator<readonly T[]>;
  #items: readonly T[] = [];
  #at = 0;
  #ended = false;
  /** Requests that wait for a group, and the last of them. */
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(groups: AsyncIterator<readonly T[]>) {
    this.#groups = groups;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#waiting === 0 && this.#at < this.#items.length) {
      return Promise.resolve({ done: false, value: this.#items[this.#at++]! });
    }
    this.#waiting++;
    const answer = this.#last.then(() => this.#take()).finally(() => this.#waiting--);
    this.#last = answer.catch(() => {});
    return answer;
  }

  async return(): Promise<IteratorResult<T>> {
    this.#ended = true;
    this.#items = [];
    await this.#groups.return?.();
    return { done: true, value: undefined };
  }

  async #take(): Promise<IteratorResult<T>> {
    try {
      while (!this.#ended && this.#at >= this.#items.length) await this.#pull();
    } catch (error) {
      this.#ended = true;
      throw error;
    }
    if (this.#ended) return { done: true, value: undefined };
    return { done: false, value: this.#items[this.#at++]! };
  }

  async #pull(): Promise<void> {
    const group = await this.#groups.next();
    this.#at = 0;
    this.#items = group.done ? [] : group.value;
    if (group.done) this.#ended = true;
  }
}
