/**
 * Reading that an interruption ends at once.
 * @module
 */

/**
 * The items of an input, until a signal is aborted: then it throws the signal's reason, even
 * while it waits for an item.
 */
export async function* untilAborted<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  if (signal === undefined) return yield* items;
  const iterator = items[Symbol.asyncIterator]();
  // One listener for all items: a race of each with one promise would keep them all in memory.
  let stop: (reason: unknown) => void = () => undefined;
  const onAbort = () => stop(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        stop = reject;
        iterator.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Not awaited: an input that waits answers only when something arrives.
    iterator.return?.().catch(() => undefined);
  }
}
