/**
 * Which numbers of a matrix are large.
 * @module
 */

/** Places in a matrix, row by row: `places[0]` to `places[count − 1]`, ascending. */
export class Hits {
  places = new Uint32Array(1024);
  count = 0;

  /** Forgets all places. */
  clear(): void {
    this.count = 0;
  }

  /** Adds the places from `start` (inclusive) to `end` (exclusive) whose number is at least `least`. */
  find(products: Float32Array, start: number, end: number, least: number): void {
    this.#reserve(this.count + end - start);
    const { places } = this;
    let { count } = this;
    for (let place = start; place < end; place++) {
      if (products[place]! >= least) places[count++] = place;
    }
    this.count = count;
  }

  /** Makes room once for a range, so that finding need not look. */
  #reserve(count: number): void {
    if (count <= this.places.length) return;
    const larger = new Uint32Array(Math.max(count, 2 * this.places.length));
    larger.set(this.places.subarray(0, this.count));
    this.places = larger;
  }
}
