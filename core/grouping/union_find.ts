/**
 * Disjoint sets of the numbers 0 to n − 1.
 * @module
 */

/** Disjoint sets; each is known by its smallest member. */
export class UnionFind {
  #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, i) => i);
  }

  /** The smallest member of the set that holds `i`. */
  find(i: number): number {
    const parents = this.#parents;
    let at = i;
    while (parents[at] !== at) {
      const grandparent = parents[parents[at]!]!;
      parents[at] = grandparent;
      at = grandparent;
    }
    return at;
  }

  /** Makes one set of the sets that hold `i` and `j`. */
  unite(i: number, j: number): void {
    const a = this.find(i);
    const b = this.find(j);
    if (a < b) this.#parents[b] = a;
    else this.#parents[a] = b;
  }

  /** All sets in the order of their smallest members, each in ascending order. */
  sets(): number[][] {
    const sets = new Map<number, number[]>();
    for (let i = 0; i < this.#parents.length; i++) {
      const root = this.find(i);
      const set = sets.get(root);
      if (set) set.push(i);
      else sets.set(root, [i]);
    }
    return [...sets.values()];
  }
}
