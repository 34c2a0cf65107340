/**
 * Which known word somebody may have meant.
 * @module
 */

/**
 * The known word that is most like the one given, or undefined where none is like it: one that
 * begins with it, or one from which it differs by typing mistakes in at most a third of its letters.
 *
 * @example
 * ```ts
 * import { nearestWord } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(nearestWord("treshold", ["method", "threshold"]), "threshold");
 * assert.equal(nearestWord("conf", ["config", "quiet"]), "config");
 * assert.equal(nearestWord("bogus", ["method", "threshold"]), undefined);
 * ```
 */
export function nearestWord(given: string, known: Iterable<string>): string | undefined {
  let best: { word: string; mistakes: number } | undefined;
  const most = Math.max(1, Math.floor(given.length / 3));
  for (const word of [...known].sort()) {
    const mistakes = typingMistakes(given, word);
    if (mistakes <= most && mistakes < (best?.mistakes ?? Number.POSITIVE_INFINITY))
      best = { word, mistakes };
  }
  if (best || given.length < 3) return best?.word;
  const longer = [...known].filter((word) => word.startsWith(given));
  return longer.length === 1 ? longer[0] : undefined;
}

/**
 * The end of a message about a word that nobody knows: which one may be meant, if any.
 *
 * @param show How the word is written.
 *
 * @example
 * ```ts
 * import { nearestHint } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(nearestHint("treshold", ["method", "threshold"], (word) => `--${word}`), ", the nearest is --threshold");
 * assert.equal(nearestHint("bogus", ["method", "threshold"]), "");
 * ```
 */
export function nearestHint(given: string, known: Iterable<string>, show = (word: string) => word): string {
  const nearest = nearestWord(given, known);
  return nearest === undefined ? "" : `, the nearest is ${show(nearest)}`;
}

/**
 * Letters that are wrong, missing, too many, or swapped with their neighbour: the optimal string
 * alignment distance (Boytsov 2011, section 2.1).
 */
export function typingMistakes(a: string, b: string): number {
  let [before, last]: number[][] = [[], []];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    [before, last, row] = [last!, row, [i]];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, before![j - 2]! + 1);
      row.push(least);
    }
  }
  return row[b.length]!;
}
