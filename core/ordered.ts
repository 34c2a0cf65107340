/**
 * Parallel work with results in the order of the input and a bounded number of items in flight.
 * @module
 */
import { quiet } from "./quiet.ts";

/** Limits the work in flight by its weight as well as by its number. */
export interface Load<T> {
  /** What an item weighs while it is in flight, such as the bytes of memory that it takes; not negative. */
  weigh(item: T): number;
  /** No item is taken up while those in flight weigh this much or more; one alone may weigh more. */
  readonly limit: number;
}

/**
 * Maps items through an async function, at most `window` at a time, and yields the results in
 * input order. An error thrown by `map` or by the input ends the iteration.
 *
 * @param items Read no further ahead than the window and one item more.
 * @param window At least 1.
 * @param load Takes up fewer at a time where they are heavy.
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
  load?: Load<T>,
): AsyncIterable<R> {
  const source = toAsync(items);
  const inFlight: Promise<R>[] = [];
  const weights: number[] = [];
  let weight = 0;
  let reading: Promise<IteratorResult<T>> | undefined = quiet(source.next());
  try {
    while (reading || inFlight.length > 0) {
      const [first] = inFlight;
      const full = inFlight.length >= window || (load !== undefined && weight >= load.limit);
      const turn = await nextTurn(full ? undefined : reading, first);
      if (turn === "result") {
        const result = await (inFlight.shift() as Promise<R>);
        weight -= weights.shift()!;
        yield result;
      } else if (turn.done) {
        reading = undefined;
      } else {
        weights.push(load?.weigh(turn.value) ?? 0);
        weight += weights.at(-1)!;
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

async function* toAsync<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
