/**
 * The most similar partners of each of many rows, however many pairs there are to choose from.
 * @module
 */

/** For each row its `room` most similar partners, in `8 · room` bytes. */
export class NearestLists {
  /** Partners that a row has room for. */
  readonly room: number;
  /** For each row the largest value that found no room, or −∞. */
  readonly floors: Float32Array;
  #counts: Uint32Array;
  /** A heap for each row, the lowest value first, as soon as it is full. */
  #values: Float32Array;
  #partners: Uint32Array;

  constructor(rows: number, room: number) {
    this.room = room;
    this.floors = new Float32Array(rows).fill(Number.NEGATIVE_INFINITY);
    this.#counts = new Uint32Array(rows);
    this.#values = new Float32Array(rows * room);
    this.#partners = new Uint32Array(rows * room);
  }

  /** Tells two rows of each other. Each pair comes once. */
  add(i: number, j: number, value: number): void {
    this.#offer(i, j, value);
    this.#offer(j, i, value);
  }

  /**
   * The lowest value that finds room anywhere in a block of pairs, of `width` rows from `top` on with as
   * many from `left` on; −∞ where that is any. Lower ones count as told.
   */
  least(top: number, left: number, width: number): number {
    const least = Math.min(this.#lowest(top, top + width), this.#lowest(left, left + width));
    if (least > Number.NEGATIVE_INFINITY) {
      this.#raiseFloors(top, top + width, least);
      this.#raiseFloors(left, left + width, least);
    }
    return least;
  }

  /** Calls `visit` for each pair that found room with both, above the floors of both; ascending. */
  eachMutual(visit: (i: number, j: number) => void): void {
    const { floors, room } = this;
    for (let i = 0; i < floors.length; i++) {
      const [start, end] = [i * room, i * room + this.#counts[i]!];
      let kept = 0;
      const higher = this.#partners.slice(start, end);
      for (let place = start; place < end; place++) {
        const [j, value] = [this.#partners[place]!, this.#values[place]!];
        if (j > i && value > floors[i]! && value > floors[j]!) higher[kept++] = j;
      }
      for (const j of higher.subarray(0, kept).sort()) visit(i, j);
    }
  }

  /**
   * For each row the largest value of a pair with it that {@linkcode eachMutual} leaves out, −∞
   * where that leaves out none.
   */
  limits(): Float32Array {
    const { floors, room } = this;
    const limits = floors.slice();
    for (let i = 0; i < floors.length; i++) {
      const [start, end] = [i * room, i * room + this.#counts[i]!];
      for (let place = start; place < end; place++) {
        const [j, value] = [this.#partners[place]!, this.#values[place]!];
        if (value <= floors[j]! && value > limits[i]!) limits[i] = value;
      }
    }
    return limits;
  }

  /** The lowest value that finds room with a row from `start` (inclusive) to `end` (exclusive). */
  #lowest(start: number, end: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let row = start; row < Math.min(end, this.floors.length); row++) {
      if (this.#counts[row]! < this.room) return Number.NEGATIVE_INFINITY;
      least = Math.min(least, this.#values[row * this.room]!);
    }
    return least;
  }

  #raiseFloors(start: number, end: number, value: number): void {
    for (let row = start; row < Math.min(end, this.floors.length); row++) {
      if (this.floors[row]! < value) this.floors[row] = value;
    }
  }

  #offer(row: number, partner: number, value: number): void {
    const { room } = this;
    const start = row * room;
    const count = this.#counts[row]!;
    if (count < room) {
      this.#values[start + count] = value;
      this.#partners[start + count] = partner;
      this.#counts[row] = count + 1;
      if (count + 1 === room) for (let at = (room >> 1) - 1; at >= 0; at--) this.#sink(start, at);
      return;
    }
    const lowest = this.#values[start]!;
    const lost = value > lowest ? lowest : value;
    if (lost > this.floors[row]!) this.floors[row] = lost;
    if (value <= lowest) return;
    this.#values[start] = value;
    this.#partners[start] = partner;
    this.#sink(start, 0);
  }

  /** Moves an entry of a heap down to where those below it are not lower. */
  #sink(start: number, from: number): void {
    const { room } = this;
    const values = this.#values;
    const partners = this.#partners;
    const value = values[start + from]!;
    const partner = partners[start + from]!;
    let at = from;
    for (let next = 2 * at + 1; next < room; next = 2 * at + 1) {
      if (next + 1 < room && values[start + next + 1]! < values[start + next]!) next++;
      if (values[start + next]! >= value) break;
      values[start + at] = values[start + next]!;
      partners[start + at] = partners[start + next]!;
      at = next;
    }
    values[start + at] = value;
    partners[start + at] = partner;
  }
}
