/**
 * The threshold that tells the most labelled pairs right.
 * @module
 */
import type { ScoredPair } from "./scored_pair.ts";

/** Steps from 0 to 1, as in common evaluations on LFW: 0.01 of the squared distance 2 − 2 · cosine. */
const STEPS = 200;

/**
 * The threshold at which the most pairs are told right, of the multiples of 0.005 from −1 up to
 * 1.005, which accepts none. Steps, since the gaps between single similarities say nothing. Of
 * equally good thresholds the highest: to take strangers for one person is the worse mistake.
 */
export function bestThreshold(pairs: readonly ScoredPair[]): number {
  const falling = pairs
    .filter((pair): pair is ScoredPair & { similarity: number } => pair.similarity !== undefined)
    .sort((a, b) => b.similarity - a.similarity);
  // Nothing is accepted at first. Only differences count, so the refused pairs can stay uncounted.
  let right = 0;
  let most = 0;
  let best = STEPS + 1;
  let next = 0;
  for (let step = STEPS; step >= -STEPS; step--) {
    for (; next < falling.length && falling[next]!.similarity >= step / STEPS; next++) {
      right += falling[next]!.same ? 1 : -1;
    }
    if (right > most) {
      most = right;
      best = step;
    }
  }
  return best / STEPS;
}
