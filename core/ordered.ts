/**
 * Parallel work with results in the order of the input and a bounded number of items in flight.
 * @module
 */

/**
 * Maps items through an async function, at most `window` at a time, and yields the results in
 * input order. An error thrown by `map` or by the input ends the iteration.
 *
 * @param items Read no further ahead than the window.
 * @param window At least 1.
 *
 * @example
 * ```ts
 * import { mapOrdered } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const doubled: number[] = [];
 * for await (const n of mapOrdered([1, 2, 3], 2, async (n) => n * 2)) doubled.push(n);
 * assert.deepEqual(doubled, [2, 4, 6]);
 * ```
 */
export async function* mapOrdered<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  window: number,
  map: (item: T) => Promise<R>,
): AsyncIterable<R> {
  const source = toAsync(items);
  const inFlight: Promise<R>[] = [];
  let reading: Promise<IteratorResult<T>> | undefined = quiet(source.next());
  try {
    while (reading || inFlight.length > 0) {
      const [first] = inFlight;
      const full = inFlight.length >= window;
      const turn = await nextTurn(full ? undefined : reading, first);
      if (turn === "result") {
        yield await (inFlight.shift() as Promise<R>);
      } else if (turn.done) {
        reading = undefined;
      } else {
        inFlight.push(quiet(map(turn.value)));
        reading = quiet(source.next());
      }
    }
  } finally {
    // Not awaited: a source that waits for input answers only when some arrives.
    source.return(undefined).catch(() => {});
  }
}

/** The next item of the source, or "result" when the oldest result is there; items come first. */
async function nextTurn<T, R>(
  reading: Promise<IteratorResult<T>> | undefined,
  first: Promise<R> | undefined,
): Promise<IteratorResult<T> | "result"> {
  if (!reading) return "result";
  if (!first) return reading;
  return Promise.race([reading, first.then(() => "result" as const)]);
}

/** Marks a promise as handled; whoever awaits it still gets its error. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

async function* toAsync<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
