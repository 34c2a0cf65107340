/**
 * Finds groups whose members are all nearer to each other than to anything else: a photo that was
 * saved again and again, a burst.
 *
 * Average linkage makes one cluster of such a group before any part of it merges with something
 * outside, whatever the order: the mean similarity of two parts is at least the lowest within the
 * group, that of a part and something outside at most the highest between the two. So nobody has to
 * know in which order, which is where similarities hardly differ and thousands would have to be
 * computed exactly.
 * @module
 */
import { UnionFind } from "./union_find.ts";

/** Similarities at which groups are looked for. */
const LEVELS = [0.9, 0.99, 0.999, 0.9999] as const;

/** Has to see all pairs from here on, less twice the error of their similarities. */
export const TIGHT = LEVELS[0];

/** Sees all pairs that reach {@linkcode TIGHT}. */
export class TightGroups {
  #band: number;
  #levels: readonly number[];
  #tiers: readonly Tier[];

  /**
   * @param rows Number of rows.
   * @param band How far a similarity may be off.
   * @param least Groups less similar than this are not looked for.
   */
  constructor(rows: number, band: number, least: number) {
    this.#band = band;
    this.#levels = LEVELS.filter((level) => level - 2 * band >= least);
    this.#tiers = this.#levels.map(() => new Tier(rows));
  }

  /** Takes a pair of rows; each comes once. */
  add(i: number, j: number, similarity: number): void {
    const levels = this.#levels;
    let tier = -1;
    while (tier + 1 < levels.length && similarity >= levels[tier + 1]!) tier++;
    if (tier >= 0) this.#tiers[tier]!.add(i, j);
    const above = tier + 1;
    if (above < levels.length && similarity >= levels[above]! - 2 * this.#band)
      this.#tiers[above]!.doubt(i, j);
  }

  /** All groups of more than `size` rows, each in ascending order; none shares a row with another. */
  largerThan(size: number): number[][] {
    const found: number[][] = [];
    for (let tier = this.#tiers.length - 1; tier >= 0; tier--) {
      const own = this.#tiers[tier]!;
      const tight = own.sets.sets().filter((rows) => rows.length > size && own.isTight(rows));
      found.push(...tight);
      if (tier > 0) this.#tiers[tier - 1]!.include(own);
    }
    return outermost(found);
  }
}

/** Pairs that reach a level. */
class Tier {
  readonly sets: UnionFind;
  /** Partners with a higher number, for each row. */
  #partners: Uint32Array;
  /** Rows with a pair so little below the level that it may be at it. */
  #isDoubtful: Uint8Array;

  constructor(rows: number) {
    this.sets = new UnionFind(rows);
    this.#partners = new Uint32Array(rows);
    this.#isDoubtful = new Uint8Array(rows);
  }

  add(i: number, j: number): void {
    this.#partners[i]!++;
    this.sets.unite(i, j);
  }

  doubt(i: number, j: number): void {
    this.#isDoubtful[i] = 1;
    this.#isDoubtful[j] = 1;
  }

  /** Whether all pairs within reach the level, and none with a row outside comes near it. */
  isTight(rows: readonly number[]): boolean {
    let pairs = 0;
    for (const row of rows) {
      if (this.#isDoubtful[row] === 1) return false;
      pairs += this.#partners[row]!;
    }
    return pairs === (rows.length * (rows.length - 1)) / 2;
  }

  /** Adds the pairs of a higher level. */
  include(higher: Tier): void {
    for (let row = 0; row < this.#partners.length; row++) {
      this.#partners[row]! += higher.#partners[row]!;
      this.sets.unite(row, higher.sets.find(row));
    }
  }
}

/** Groups lie within each other or apart; of those within each other the largest. The widest come last. */
function outermost(groups: readonly number[][]): number[][] {
  const taken = new Set<number>();
  const outer: number[][] = [];
  for (const group of [...groups].reverse()) {
    if (taken.has(group[0]!)) continue;
    outer.push(group);
    for (const row of group) taken.add(row);
  }
  return outer;
}
