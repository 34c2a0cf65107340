/**
 * How well similarity tells pairs of photos of one person from pairs of two people.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { bestThreshold } from "./best_threshold.ts";
import type { ScoredPair } from "./scored_pair.ts";

/** What `eval pairs` prints. */
export interface PairMetrics {
  /** Share of pairs that are told right, each by the threshold that is best for the other folds. */
  readonly accuracy: number;
  /** The threshold that is best for all pairs, a multiple of 0.005. */
  readonly threshold: number;
  /** Share of same pairs accepted (TAR) where at most this share of the others is (FAR). */
  readonly tar: { readonly "1e-2": number; readonly "1e-3": number };
  /** Number of pairs. */
  readonly pairs: number;
}

/** Number of folds, as in the protocol of Labeled Faces in the Wild (Huang et al., 2007). */
const FOLDS = 10;

/**
 * Accuracy and true accept rates over labelled pairs. A pair is accepted as one person where its
 * similarity reaches the threshold.
 *
 * Folds: each takes the next tenth of the pairs of either kind, in the order of the list, as is usual
 * for this protocol; in a list ordered by name a person's pairs so stay together. With fewer than ten pairs of a kind there are as many folds as
 * pairs of that kind.
 *
 * @throws {FacepipeError} BAD_PARAM, exit 2, with fewer than two pairs of a kind.
 *
 * @example
 * ```ts
 * import { pairMetrics } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const { accuracy, threshold } = pairMetrics([
 *   { same: true, similarity: 0.7 },
 *   { same: false, similarity: 0.1 },
 *   { same: true, similarity: 0.7 },
 *   { same: false, similarity: 0.1 },
 * ]);
 * assert.equal(accuracy, 1);
 * assert.equal(threshold, 0.7);
 * ```
 */
export function pairMetrics(pairs: readonly ScoredPair[]): PairMetrics {
  const same = pairs.filter((pair) => pair.same);
  const different = pairs.filter((pair) => !pair.same);
  if (same.length < 2 || different.length < 2) throw tooFew(same.length, different.length);
  return {
    accuracy: foldAccuracy(same, different),
    threshold: bestThreshold(pairs),
    tar: { "1e-2": trueAcceptRate(same, different, 1e-2), "1e-3": trueAcceptRate(same, different, 1e-3) },
    pairs: pairs.length,
  };
}

/** Whether a pair counts as one person at a threshold. */
function isAccepted({ similarity }: ScoredPair, threshold: number): boolean {
  return similarity !== undefined && similarity >= threshold;
}

function foldAccuracy(same: readonly ScoredPair[], different: readonly ScoredPair[]): number {
  const folds = Math.min(FOLDS, same.length, different.length);
  const foldOf = (list: readonly ScoredPair[]) =>
    list.map((pair, i) => ({ pair, fold: Math.floor((i * folds) / list.length) }));
  const placed = [...foldOf(same), ...foldOf(different)];
  let right = 0;
  for (let held = 0; held < folds; held++) {
    const threshold = bestThreshold(placed.filter(({ fold }) => fold !== held).map(({ pair }) => pair));
    for (const { pair, fold } of placed) {
      if (fold === held && isAccepted(pair, threshold) === pair.same) right++;
    }
  }
  return right / placed.length;
}

/** Share of same pairs above every threshold that would accept too many of the others. */
function trueAcceptRate(
  same: readonly ScoredPair[],
  different: readonly ScoredPair[],
  falseAcceptRate: number,
): number {
  const falling = different
    .map(({ similarity }) => similarity ?? Number.NEGATIVE_INFINITY)
    .sort((a, b) => b - a);
  // 1e-9: 0.001 · 7000 must not fall short of 7.
  const refused = falling[Math.floor(falseAcceptRate * falling.length + 1e-9)]!;
  const accepted = same.filter(({ similarity }) => similarity !== undefined && similarity > refused);
  return accepted.length / same.length;
}

function tooFew(same: number, different: number): FacepipeError {
  const needs = "expected at least two pairs of one person and two of two people";
  return new FacepipeError("BAD_PARAM", `Cannot measure pairs: ${needs}, got ${same} and ${different}`, {
    exit: EXIT.usage,
  });
}
