/**
 * A list of similar pairs that stays short however many there are.
 * @module
 */

/** How many edges tell where the middle of all lies. */
const SAMPLE = 4096;

/** A list whose level was raised should get as full as this. */
const FILL = 0.75;

/**
 * Pairs of clusters with the sum of the similarities between them. Where more come than the list
 * may hold, it keeps the most similar ones and raises its level: average linkage comes past every
 * level on its way down, so it can stop there, and look for the rest among fewer clusters.
 */
export class EdgeList {
  first: Uint32Array;
  second: Uint32Array;
  sums: Float64Array;
  /** Number of edges. */
  count = 0;
  #level: number;
  #most: number;
  #sizes: ArrayLike<number>;

  /**
   * @param level Lowest mean similarity of an edge.
   * @param most Edges to hold at a time, unless too many are equally similar.
   * @param sizes Number of faces of each cluster.
   */
  constructor(level: number, most: number, sizes: ArrayLike<number>) {
    const room = Math.min(1024, most);
    this.first = new Uint32Array(room);
    this.second = new Uint32Array(room);
    this.sums = new Float64Array(room);
    this.#level = level;
    this.#most = most;
    this.#sizes = sizes;
  }

  /** Lowest mean similarity of the edges: the list holds all that reach it. */
  get level(): number {
    return this.#level;
  }

  /** Adds an edge if it reaches the level. */
  add(a: number, b: number, sum: number): void {
    if (sum / (this.#sizes[a]! * this.#sizes[b]!) < this.#level) return;
    if (this.count === this.sums.length) this.#makeRoom();
    this.first[this.count] = a;
    this.second[this.count] = b;
    this.sums[this.count++] = sum;
  }

  /**
   * Raises the level as soon as it is clear that there will be too many edges.
   *
   * @param share Share of all pairs that have been looked at, 0 to 1.
   */
  expect(share: number): void {
    if (this.count > SAMPLE && this.count > this.#most * share) this.#raise(FILL * this.#most * share);
  }

  #makeRoom(): void {
    if (this.sums.length >= this.#most) {
      this.#raise(this.count / 2);
      if (this.count <= FILL * this.sums.length) return;
      this.#most *= 2;
    }
    const room = Math.min(2 * this.sums.length, this.#most);
    this.first = grown(this.first, new Uint32Array(room));
    this.second = grown(this.second, new Uint32Array(room));
    this.sums = grown(this.sums, new Float64Array(room));
  }

  /** Drops all but the most similar edges, and sets the level accordingly. */
  #raise(keep: number): void {
    const step = Math.max(1, Math.floor(this.count / SAMPLE));
    const sample = Float64Array.from({ length: Math.floor(this.count / step) }, (_, i) =>
      this.#mean(i * step),
    ).sort();
    const dropped = Math.floor(sample.length * (1 - keep / this.count));
    this.#level = Math.max(this.#level, sample[dropped]!);
    let kept = 0;
    for (let edge = 0; edge < this.count; edge++) {
      if (this.#mean(edge) < this.#level) continue;
      this.first[kept] = this.first[edge]!;
      this.second[kept] = this.second[edge]!;
      this.sums[kept++] = this.sums[edge]!;
    }
    this.count = kept;
  }

  #mean(edge: number): number {
    return this.sums[edge]! / (this.#sizes[this.first[edge]!]! * this.#sizes[this.second[edge]!]!);
  }
}

function grown<A extends Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
