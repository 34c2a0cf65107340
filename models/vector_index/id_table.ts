/**
 * Finds the row of an id: a hash table in three flat arrays, since a Map of a million BigInts takes
 * ten times the memory and most of a second to fill.
 * @module
 */

/** Marks a place whose id was removed; a search goes on behind it. */
const GONE = 0xffff_ffff;

const LEAST_PLACES = 1024;

/** Rows by id. Ids come as two halves of 32 bits, which costs no BigInt. */
export class IdTable {
  #low: Uint32Array;
  #high: Uint32Array;
  /** Row + 1, 0 for a free place. */
  #rows: Uint32Array;
  /** Places that are not free. */
  #used = 0;
  #size = 0;

  /** @param expected How many ids there will be, about. */
  constructor(expected = 0) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(LEAST_PLACES, 2 * expected)));
    this.#low = new Uint32Array(places);
    this.#high = new Uint32Array(places);
    this.#rows = new Uint32Array(places);
  }

  /** Number of ids. */
  get size(): number {
    return this.#size;
  }

  /** The row of an id, −1 where it is not there. */
  get(low: number, high: number): number {
    const place = this.#find(low, high);
    return this.#rows[place] === 0 ? -1 : this.#rows[place]! - 1;
  }

  /** Sets the row of an id. */
  set(low: number, high: number, row: number): void {
    let place = this.#find(low, high);
    if (this.#rows[place] === 0) {
      if (2 * (this.#used + 1) > this.#rows.length) {
        this.#grow();
        place = this.#find(low, high);
      }
      this.#low[place] = low;
      this.#high[place] = high;
      this.#used++;
      this.#size++;
    }
    this.#rows[place] = row + 1;
  }

  /** Forgets an id; absent is fine. */
  delete(low: number, high: number): void {
    const place = this.#find(low, high);
    if (this.#rows[place] === 0) return;
    this.#rows[place] = GONE;
    this.#size--;
  }

  /** The place of an id, or the free one where it would go. */
  #find(low: number, high: number): number {
    const mask = this.#rows.length - 1;
    for (let place = hash(low, high) & mask; ; place = (place + 1) & mask) {
      const row = this.#rows[place]!;
      if (row === 0) return place;
      if (row !== GONE && this.#low[place] === low && this.#high[place] === high) return place;
    }
  }

  #grow(): void {
    const [low, high, rows] = [this.#low, this.#high, this.#rows];
    const larger = new IdTable(2 * this.#size);
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place]!;
      if (row !== 0 && row !== GONE) larger.set(low[place]!, high[place]!, row - 1);
    }
    this.#low = larger.#low;
    this.#high = larger.#high;
    this.#rows = larger.#rows;
    this.#used = this.#size;
  }
}

/** Mixes all bits of an id (the finisher of MurmurHash3, public domain); ids may be 1, 2, 3, … or random. */
function hash(low: number, high: number): number {
  let h = low ^ Math.imul(high, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
