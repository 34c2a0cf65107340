/**
 * Iterables that are opened when the first item is wanted.
 * @module
 */

/**
 * What `open` gives, once somebody iterates. An async generator with `yield*` would say the same,
 * and cost each item another turn.
 */
export function lazyIterable<T>(open: () => Promise<AsyncIterable<T>>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new LazyIterator(open) };
}

class LazyIterator<T> implements AsyncIterator<T> {
  readonly #open: () => Promise<AsyncIterable<T>>;
  #inner: AsyncIterator<T> | undefined;
  #opening: Promise<AsyncIterator<T>> | undefined;

  constructor(open: () => Promise<AsyncIterable<T>>) {
    this.#open = open;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#inner !== undefined) return this.#inner.next();
    this.#opening ??= this.#begin();
    return this.#opening.then((inner) => inner.next());
  }

  async return(): Promise<IteratorResult<T>> {
    await (await this.#opening)?.return?.();
    return { done: true, value: undefined };
  }

  async #begin(): Promise<AsyncIterator<T>> {
    this.#inner = (await this.#open())[Symbol.asyncIterator]();
    return this.#inner;
  }
}
