/**
 * A list of similar pairs.
 * @module
 */

/** Pairs of clusters with the sum of the similarities between them. */
export class EdgeList {
  first = new Uint32Array(1024);
  second = new Uint32Array(1024);
  sums = new Float64Array(1024);
  /** Number of edges. */
  count = 0;

  add(a: number, b: number, sum: number): void {
    if (this.count === this.sums.length) this.#grow();
    this.first[this.count] = a;
    this.second[this.count] = b;
    this.sums[this.count++] = sum;
  }

  #grow(): void {
    const room = 2 * this.sums.length;
    this.first = grown(this.first, new Uint32Array(room));
    this.second = grown(this.second, new Uint32Array(room));
    this.sums = grown(this.sums, new Float64Array(room));
  }
}

function grown<A extends Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
