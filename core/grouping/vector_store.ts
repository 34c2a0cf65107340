/**
 * Keeps the embeddings of a stream while it is read, side by side in one array, and puts them in
 * order without a second one: a face costs 4 bytes for each dimension and nothing besides.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";

/** Vectors that fit into the first array. */
const FIRST_ROOM = 1024;

/** By how much an array grows that is full. What is reserved and never written takes no memory. */
const GROWTH = 1.5;

/** A list of vectors of one length. */
export class VectorStore {
  readonly dimension: number;
  #data: Float32Array;
  #count = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#data = new Float32Array(FIRST_ROOM * dimension);
  }

  /** Number of vectors. */
  get count(): number {
    return this.#count;
  }

  /**
   * Copies a vector to the end of the list and returns its row.
   *
   * @throws {FacepipeError} OVER_CAPACITY, exit 6, where no memory is left.
   */
  add(vector: Float32Array): number {
    if ((this.#count + 1) * this.dimension > this.#data.length) this.#grow();
    const row = this.#count++;
    this.at(row).set(vector);
    return row;
  }

  /** The vector of a row: a view, not a copy, until the next one is added. */
  at(row: number): Float32Array {
    return this.#data.subarray(row * this.dimension, (row + 1) * this.dimension);
  }

  /** The first `count` vectors, side by side: a view. */
  first(count: number): Float32Array {
    return this.#data.subarray(0, count * this.dimension);
  }

  /**
   * Puts the vectors in another order, in place.
   *
   * @param order The old row of each new one, every row once.
   */
  arrange(order: Uint32Array): void {
    const isDone = new Uint8Array(order.length);
    const held = new Float32Array(this.dimension);
    for (let start = 0; start < order.length; start++) {
      if (isDone[start]) continue;
      held.set(this.at(start));
      let row = start;
      for (; order[row] !== start; row = order[row]!) {
        this.at(row).set(this.at(order[row]!));
        isDone[row] = 1;
      }
      this.at(row).set(held);
      isDone[row] = 1;
    }
  }

  #grow(): void {
    const room = Math.ceil((this.#data.length / this.dimension) * GROWTH);
    try {
      const larger = new Float32Array(room * this.dimension);
      larger.set(this.#data);
      this.#data = larger;
    } catch (cause) {
      const what = `${this.#count} faces of ${this.dimension} numbers fill the memory that there is`;
      throw new FacepipeError("OVER_CAPACITY", `Cannot group more faces: ${what}`, {
        exit: EXIT.storage,
        cause,
      });
    }
  }
}
