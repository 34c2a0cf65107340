/**
 * Seeded random numbers and vectors for tests.
 * @module
 */
import type { Vectors } from "../../core/grouping/vectors.ts";

/** A source of numbers from 0 to 1, the same for the same seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A vector whose direction is uniformly distributed. */
export function randomVector(random: () => number, dimension: number): Float64Array {
  return Float64Array.from(
    { length: dimension },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** Rows scaled to unit length, side by side. */
export function unitVectors(rows: readonly ArrayLike<number>[]): Vectors {
  const dimension = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * dimension);
  for (const [i, row] of rows.entries()) {
    const values = Array.from(row);
    const length = Math.hypot(...values);
    data.set(
      values.map((value) => value / length),
      i * dimension,
    );
  }
  return { data, count: rows.length, dimension };
}

/**
 * `count` vectors around `centres` random ones.
 *
 * @param noise Length of what is added to a centre, which has length 1.
 */
export function clusteredVectors(
  random: () => number,
  count: number,
  dimension: number,
  centres: number,
  noise: number,
): Vectors {
  const middles = Array.from({ length: centres }, () => randomVector(random, dimension));
  return unitVectors(
    Array.from({ length: count }, (_, i) => {
      const added = randomVector(random, dimension);
      return middles[i % centres]!.map((value, k) => value + noise * added[k]!);
    }),
  );
}

/** Copies of `items` in random order. */
export function shuffled<T>(random: () => number, items: readonly T[]): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
