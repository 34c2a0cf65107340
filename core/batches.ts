/**
 * Records in handfuls, for work that costs less for many at once.
 * @module
 */
import { orLate } from "./late.ts";
import { quiet } from "./quiet.ts";

/** How long a handful waits for more before it goes on as it is, in milliseconds. */
const PATIENCE_MS = 50;

/**
 * Gathers items that follow each other. A handful goes on when it is full, and before that when the
 * source is slow, so that a camera's events are not held back.
 *
 * @param size Most items in a handful, at least 1.
 */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  const source = items[Symbol.asyncIterator]();
  let reading = quiet(source.next());
  let batch: T[] = [];
  try {
    for (;;) {
      if (batch.length >= size) {
        yield batch;
        batch = [];
      }
      const next = batch.length === 0 ? await reading : await orLate(reading, PATIENCE_MS);
      if (next === "late") {
        yield batch;
        batch = [];
        continue;
      }
      if (next.done) break;
      batch.push(next.value);
      reading = quiet(source.next());
    }
    if (batch.length > 0) yield batch;
  } finally {
    // Not awaited: a source that waits for input answers only when some arrives.
    source.return?.().catch(() => {});
  }
}
