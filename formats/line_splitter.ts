/**
 * Cuts a stream of bytes at its line ends.
 * @module
 */

const NEWLINE = 10;
/** Larger chunks are worked off in pieces, so that no text comes near the longest string there can be. */
const PIECE_BYTES = 2 ** 20;

/** Finds whole lines in chunks. Parts of a line are joined once, when its end has come. */
export class LineSplitter {
  readonly #limit: number;
  readonly #tooLong: () => Error;
  #parts: Buffer[] = [];
  #length = 0;

  /**
   * @param limit Largest line in bytes.
   * @param tooLong Makes the error for a larger one.
   */
  constructor(limit: number, tooLong: () => Error) {
    this.#limit = limit;
    this.#tooLong = tooLong;
  }

  /** The lines that the chunk completes, many in one buffer, each with its newline. */
  *push(chunk: Uint8Array): Generator<Buffer, void, undefined> {
    for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, chunk.length - start);
      yield* this.#pushPiece(Buffer.from(chunk.buffer, chunk.byteOffset + start, length));
    }
  }

  /** What follows the last newline. */
  rest(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** Only the line that began in an earlier piece is copied. */
  *#pushPiece(piece: Buffer): Generator<Buffer, void, undefined> {
    const first = piece.indexOf(NEWLINE) + 1;
    this.#length += first === 0 ? piece.length : first - 1;
    if (this.#length > this.#limit) throw this.#tooLong();
    if (first === 0) {
      this.#parts.push(piece);
      return;
    }
    const end = piece.lastIndexOf(NEWLINE) + 1;
    yield Buffer.concat([...this.#parts, piece.subarray(0, first)]);
    if (end > first) yield piece.subarray(first, end);
    this.#parts = [piece.subarray(end)];
    this.#length = piece.length - end;
  }
}
