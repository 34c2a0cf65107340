/**
 * Reads a given number of bytes from a stream that comes in chunks of any size.
 * @module
 */

/** A stream of bytes that can be looked into before it is read. */
export class ByteSource implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** Chunks that have arrived and are not yet read, with their length together. */
  #waiting: Uint8Array[] = [];
  #length = 0;
  #ended = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes, fewer where the stream ends before, without reading them. */
  async peek(count: number): Promise<Uint8Array> {
    await this.#fill(count);
    return joinStart(this.#waiting, Math.min(count, this.#length));
  }

  /** Reads `count` bytes, fewer where the stream ends before. Nothing is reserved before it has arrived. */
  async read(count: number): Promise<Uint8Array> {
    const bytes = await this.peek(count);
    this.#skip(bytes.length);
    return bytes;
  }

  /** What is left, in the chunks in which it comes. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      while (this.#length > 0 || (await this.#pull())) {
        const waiting = this.#waiting;
        this.#waiting = [];
        this.#length = 0;
        yield* waiting;
      }
    } finally {
      await this.close();
    }
  }

  /** Tells the source that nobody reads on. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#chunks.return?.();
  }

  async #fill(count: number): Promise<void> {
    while (this.#length < count && (await this.#pull()));
  }

  async #pull(): Promise<boolean> {
    if (this.#ended) return false;
    const result = await this.#chunks.next();
    if (result.done) {
      this.#ended = true;
      return false;
    }
    if (result.value.length > 0) this.#waiting.push(result.value);
    this.#length += result.value.length;
    return true;
  }

  #skip(count: number): void {
    let left = count;
    let used = 0;
    while (left > 0 && left >= this.#waiting[used]!.length) left -= this.#waiting[used++]!.length;
    this.#waiting.splice(0, used);
    if (left > 0) this.#waiting[0] = this.#waiting[0]!.subarray(left);
    this.#length -= count;
  }
}

/** The first `count` bytes of the chunks together; a view where the first chunk holds them all. */
function joinStart(chunks: readonly Uint8Array[], count: number): Uint8Array {
  const first = chunks[0];
  if (first !== undefined && first.length >= count) return first.subarray(0, count);
  return Buffer.concat(chunks, count);
}
