/**
 * A square matrix of yes and no, one bit each.
 * @module
 */

/** A symmetric relation between the numbers 0 to n − 1, in n²/8 bytes. */
export class BitMatrix {
  readonly size: number;
  #words: Uint32Array;
  #width: number;

  constructor(size: number) {
    this.size = size;
    this.#width = Math.ceil(size / 32);
    this.#words = new Uint32Array(this.#width * size);
  }

  /** Relates `i` and `j`. */
  relate(i: number, j: number): void {
    this.#words[i * this.#width + (j >>> 5)]! |= 1 << (j & 31);
    this.#words[j * this.#width + (i >>> 5)]! |= 1 << (i & 31);
  }

  /** Ends every relation of `i`. */
  isolate(i: number): void {
    this.visit(i, (j) => {
      this.#words[j * this.#width + (i >>> 5)]! &= ~(1 << (i & 31));
    });
    this.#words.fill(0, i * this.#width, (i + 1) * this.#width);
  }

  /** Calls `each` with what `i` is related to, in ascending order. */
  visit(i: number, each: (j: number) => void): void {
    const start = i * this.#width;
    for (let word = 0; word < this.#width; word++) {
      let bits = this.#words[start + word]!;
      while (bits !== 0) {
        each(word * 32 + 31 - Math.clz32(bits & -bits));
        bits &= bits - 1;
      }
    }
  }
}
