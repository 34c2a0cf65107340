/**
 * Which numbers of a matrix are large.
 * @module
 */

/** Places in a matrix, row by row: `places[0]` to `places[count − 1]`, ascending. */
export class Hits {
  places = new Uint32Array(1024);
  /** The number at each place. */
  values = new Float32Array(1024);
  count = 0;

  /** Forgets all places. */
  clear(): void {
    this.count = 0;
  }

  /** Adds the places from `start` (inclusive) to `end` (exclusive) whose number is at least `least`. */
  find(products: Float32Array, start: number, end: number, least: number): void {
    this.#reserve(this.count + end - start);
    const { places, values } = this;
    let { count } = this;
    for (let place = start; place < end; place++) {
      const value = products[place]!;
      if (value >= least) {
        places[count] = place;
        values[count++] = value;
      }
    }
    this.count = count;
  }

  /** Makes room once for a range, so that finding need not look. */
  #reserve(count: number): void {
    if (count <= this.places.length) return;
    const room = Math.max(count, 2 * this.places.length);
    this.places = grown(this.places, new Uint32Array(room), this.count);
    this.values = grown(this.values, new Float32Array(room), this.count);
  }
}

function grown<A extends Uint32Array | Float32Array>(from: A, to: A, count: number): A {
  to.set(from.subarray(0, count));
  return to;
}
