/**
 * Keeps the embeddings of a stream while it is read. The vectors lie side by side in chunks, so a
 * face costs 4 bytes for each dimension and nothing besides, and growing copies nothing.
 * @module
 */

/** About how much memory a chunk takes. */
const CHUNK_BYTES = 1 << 20;

/** A list of vectors of one length. */
export class VectorStore {
  readonly dimension: number;
  #chunks: Float32Array[] = [];
  #perChunk: number;
  #count = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#perChunk = Math.max(1, Math.floor(CHUNK_BYTES / (4 * dimension)));
  }

  /** Number of vectors. */
  get count(): number {
    return this.#count;
  }

  /** Copies a vector to the end of the list and returns its row. */
  add(vector: Float32Array): number {
    const row = this.#count++;
    if (row % this.#perChunk === 0) this.#chunks.push(new Float32Array(this.#perChunk * this.dimension));
    this.at(row).set(vector);
    return row;
  }

  /** The vector of a row: a view, not a copy. */
  at(row: number): Float32Array {
    const chunk = this.#chunks[Math.floor(row / this.#perChunk)]!;
    const start = (row % this.#perChunk) * this.dimension;
    return chunk.subarray(start, start + this.dimension);
  }
}
