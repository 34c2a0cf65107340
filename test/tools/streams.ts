/**
 * Streams for tests: of given items, in chunks of a given size, and back into arrays.
 * @module
 */
import assert from "node:assert/strict";
import { EXIT, FacepipeError } from "../../core/mod.ts";

/** An async iterable of the items. */
export async function* streamOf<T>(...items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* items;
}

/** Bytes or text in chunks of `size` bytes. */
export async function* inChunks(
  data: Uint8Array | string,
  size = 65536,
): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** All items. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** All chunks in one. */
export async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await collect(chunks));
}

/** Asserts that reading fails as a malformed stream does, with this message after "Cannot read records: ". */
export async function rejectsStream(items: AsyncIterable<unknown>, message: string | RegExp): Promise<void> {
  await assert.rejects(collect(items), (error) => {
    assert.ok(error instanceof FacepipeError, String(error));
    assert.equal(error.exit, EXIT.malformedInput);
    assert.equal(error.code, "MALFORMED_REQUEST");
    const reason = error.message.replace(/^Cannot read records: /, "");
    if (typeof message === "string") assert.equal(reason, message);
    else assert.match(reason, message);
    return true;
  });
}
