/**
 * The best of many, without keeping all.
 * @module
 */

interface Ranked<T> {
  readonly rank: number;
  readonly key: string;
  readonly item: T;
}

/** Keeps the items of lowest rank; of equals those of the lowest key, whatever their order of arrival. */
export class Shortlist<T> {
  readonly #limit: number;
  #list: Ranked<T>[] = [];
  /** Items above this rank have no place any more. */
  highest = Number.POSITIVE_INFINITY;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether an item of this rank may have a place. */
  hasRoom(rank: number): boolean {
    return rank <= this.highest;
  }

  /** Adds an item; `key` tells it from others of its rank. */
  add(rank: number, key: string, item: T): void {
    if (!this.hasRoom(rank)) return;
    this.#list.push({ rank, key, item });
    if (this.#list.length >= 2 * this.#limit + 16) this.#trim();
  }

  /** The items, best first. */
  items(): T[] {
    this.#trim();
    return this.#list.map(({ item }) => item);
  }

  #trim(): void {
    this.#list.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
    this.#list.length = Math.min(this.#list.length, this.#limit);
    if (this.#list.length === this.#limit) this.highest = this.#list.at(-1)?.rank ?? Number.NEGATIVE_INFINITY;
  }
}
