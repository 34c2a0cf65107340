/**
 * The threshold that tells the most labelled pairs right.
 * @module
 */
import type { ScoredPair } from "./scored_pair.ts";

/**
 * The threshold at which the most pairs are told right: half-way between two similarities that
 * occur, the lowest one, or just above the highest. Of equally good thresholds the lowest.
 */
export function bestThreshold(pairs: readonly ScoredPair[]): number {
  const scored = pairs
    .filter((pair): pair is ScoredPair & { similarity: number } => pair.similarity !== undefined)
    .sort((a, b) => a.similarity - b.similarity);
  // Everything is accepted at first, then refused pair by pair.
  let right = scored.filter(({ same }) => same).length;
  let most = right;
  let best = scored[0]?.similarity ?? 0;
  for (const [i, { similarity, same }] of scored.entries()) {
    right += same ? -1 : 1;
    const next = scored[i + 1]?.similarity ?? similarity + 1e-6;
    if (right > most && next > similarity) {
      most = right;
      best = (similarity + next) / 2;
    }
  }
  return best;
}
