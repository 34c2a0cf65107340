/**
 * Vectors in memory: what was added since the files were written. They lie side by side in chunks,
 * so that growing copies little and a chunk goes into a matrix product as it is.
 * @module
 */

/** Rows of a full chunk, 16 MB at 512 dimensions. */
export const CHUNK_ROWS = 8192;

const FIRST_ROWS = 64;

/** A list of vectors of one length with their ids. */
export class MemoryRows {
  readonly dimensions: number;
  readonly #chunks: Float32Array[] = [];
  #ids = new BigUint64Array(FIRST_ROWS);
  #sums = new Uint32Array(FIRST_ROWS);
  #count = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
  }

  /** Number of rows, removed ones included. */
  get count(): number {
    return this.#count;
  }

  /** Ids of the rows. */
  get ids(): BigUint64Array {
    return this.#ids.subarray(0, this.#count);
  }

  /** Checksums of the rows, 0 for removed ones. */
  get sums(): Uint32Array {
    return this.#sums.subarray(0, this.#count);
  }

  /** Copies a vector to the end. */
  add(id: bigint, vector: Float32Array, sum: number): void {
    const row = this.#count++;
    this.#makeRoom(row);
    this.at(row).set(vector);
    this.#ids[row] = id;
    this.#sums[row] = sum;
  }

  /** The vector of a row: a view, not a copy. */
  at(row: number): Float32Array {
    const start = (row % CHUNK_ROWS) * this.dimensions;
    return this.#chunks[Math.floor(row / CHUNK_ROWS)]!.subarray(start, start + this.dimensions);
  }

  isLive(row: number): boolean {
    return this.#sums[row] !== 0;
  }

  /** Overwrites a row with zeros. */
  remove(row: number): void {
    this.at(row).fill(0);
    this.#sums[row] = 0;
  }

  /** The vectors chunk by chunk: those of the rows from `first` on. */
  *chunks(): Iterable<{ readonly first: number; readonly vectors: Float32Array }> {
    for (const [i, chunk] of this.#chunks.entries()) {
      const first = i * CHUNK_ROWS;
      yield { first, vectors: chunk.subarray(0, (this.#count - first) * this.dimensions) };
    }
  }

  #makeRoom(row: number): void {
    if (row === this.#ids.length) {
      this.#ids = copied(this.#ids, new BigUint64Array(2 * row));
      this.#sums = copied(this.#sums, new Uint32Array(2 * row));
    }
    const index = Math.floor(row / CHUNK_ROWS);
    const needed = (row % CHUNK_ROWS) + 1;
    const chunk = this.#chunks[index] ?? new Float32Array(0);
    if (chunk.length >= needed * this.dimensions) return;
    const rows = index > 0 ? CHUNK_ROWS : Math.max(FIRST_ROWS, 2 * row);
    this.#chunks[index] = copied(chunk, new Float32Array(Math.min(CHUNK_ROWS, rows) * this.dimensions));
  }
}

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
