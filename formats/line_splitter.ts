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
      const lines = this.#pushPiece(Buffer.from(chunk.buffer, chunk.byteOffset + start, length));
      if (lines !== undefined) yield lines;
    }
  }

  /** What follows the last newline. */
  rest(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #pushPiece(piece: Buffer): Buffer | undefined {
    const first = piece.indexOf(NEWLINE);
    this.#count(first === -1 ? piece.length : first);
    if (first === -1) {
      this.#parts.push(piece);
      return undefined;
    }
    const end = piece.lastIndexOf(NEWLINE) + 1;
    const lines = joined([...this.#parts, piece.subarray(0, end)]);
    this.#parts = [piece.subarray(end)];
    this.#length = piece.length - end;
    return lines;
  }

  #count(bytes: number): void {
    this.#length += bytes;
    if (this.#length > this.#limit) throw this.#tooLong();
  }
}

function joined(parts: readonly Buffer[]): Buffer {
  const filled = parts.filter((part) => part.length > 0);
  return filled.length === 1 ? filled[0]! : Buffer.concat(filled);
}
