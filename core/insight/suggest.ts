/**
 * Finds what is worth a second look: people who may be one, and faces that may be somebody else's.
 * @module
 */

import { type Candidates, NO_PHOTO } from "../grouping/candidates.ts";
import { ConstraintSet } from "../grouping/constraint_set.ts";
import type { Constraint } from "../grouping/constraints.ts";
import { visitSimilarPairs } from "../grouping/edges.ts";
import type { DecidedFaces } from "../grouping/insight_options.ts";
import { isMadeUpName } from "../grouping/made_up_names.ts";
import { counted } from "../plural.ts";
import { type Portrait, portraitsOf } from "./portraits.ts";
import { Shortlist } from "./shortlist.ts";

/** A pair of faces to look at. */
export interface Suggestion {
  /** What it would be if it is as suspected: a constraint of that type. */
  readonly type: "same" | "different";
  /** The two faces to compare. */
  readonly faces: readonly [string, string];
  /** Whose they are now. */
  readonly people: readonly [string, string];
  /**
   * `same`: cosine similarity of the mean vectors of the two people. `different`: mean cosine
   * similarity of the first face to the person's other faces.
   */
  readonly similarity: number;
  readonly why: string;
}

/** How far below the threshold two people are still looked at. */
const REACH = 0.25;

/** How far above the threshold a face may fit and still be looked at. */
const DOUBT = 0.15;

/**
 * The likeliest mistakes of a grouping, most doubtful first: people whose mean vectors are alike
 * and who are never on one photo, and faces that fit their person least, or that share a photo with another face of the person. What
 * constraints have decided is left out. Works on sums of vectors, so it takes little beside grouping
 * itself.
 *
 * @param limit How many at most.
 */
export async function suggestReviews(decided: DecidedFaces, limit: number): Promise<Suggestion[]> {
  const { candidates, members, threshold, constraints } = decided;
  const portraits = portraitsOf(candidates.vectors, members);
  const known = new Decisions(candidates, constraints);
  const list = new Shortlist<Suggestion>(limit);
  await seekNamesakes(decided, portraits, known, list);
  for (const portrait of portraits) seekStrangers(candidates, portrait, threshold, known, list);
  return list.items();
}

/** People who may be one. */
async function seekNamesakes(
  { candidates, threshold, blocks }: DecidedFaces,
  portraits: readonly Portrait[],
  known: Decisions,
  list: Shortlist<Suggestion>,
): Promise<void> {
  const { dimension } = candidates.vectors;
  const data = new Float32Array(portraits.length * dimension);
  for (const [i, { mean }] of portraits.entries()) data.set(mean, i * dimension);
  const means = { data, count: portraits.length, dimension };
  const least = Math.max(0, threshold - REACH);
  // The more suggestions there are, the more alike two have to be to be looked at.
  const limit = () => Math.max(least, threshold - list.highest);
  await visitSimilarPairs(means, limit, blocks, (i, j) => {
    const [one, other] = [portraits[i]!, portraits[j]!];
    const similarity = cosine(one.mean, other.mean);
    const doubt = threshold - similarity;
    if (
      similarity < least ||
      !list.hasRoom(doubt) ||
      known.areOthers(one, other) ||
      areTogether(one, other, candidates)
    )
      return;
    const [a, b] = [one.nearestTo(other.mean), other.nearestTo(one.mean)];
    const faces = [candidates.ids[a]!, candidates.ids[b]!] as const;
    const why = `${one.person} (${facesText(one)}) and ${other.person} (${facesText(other)}) look alike`;
    list.add(doubt, `${faces}`, {
      type: "same",
      faces,
      people: [one.person, other.person],
      similarity: round(similarity),
      why,
    });
  });
}

/** Faces that may be somebody else's. */
function seekStrangers(
  { ids, photos }: Candidates,
  portrait: Portrait,
  threshold: number,
  known: Decisions,
  list: Shortlist<Suggestion>,
): void {
  const { person, rows } = portrait;
  if (rows.length < 2) return;
  const seen = new Set<number>();
  const fits = portrait.fits();
  const order = [...rows.keys()].sort((i, j) => fits[j]! - fits[i]!);
  const best = rows[order[0]!]!;
  for (const i of order) {
    const row = rows[i]!;
    const isTwice = photos[row]! !== NO_PHOTO && seen.has(photos[row]!);
    seen.add(photos[row]!);
    const fit = fits[i]!;
    const doubt = fit - threshold - (isTwice ? 1 : 0);
    if (row === best || doubt > DOUBT || !list.hasRoom(doubt) || known.isSettled(row, best)) continue;
    const why = isTwice
      ? `another face in the same photo is ${person} too`
      : `it fits the other faces of ${person} least`;
    const faces = [ids[row]!, ids[best]!] as const;
    list.add(doubt, `${faces}`, {
      type: "different",
      faces,
      people: [person, person],
      similarity: round(fit),
      why,
    });
  }
}

/** What constraints have decided. */
class Decisions {
  readonly #ids: readonly string[];
  readonly #set: ConstraintSet;

  constructor({ ids }: Candidates, constraints: readonly Constraint[]) {
    this.#ids = ids;
    this.#set = new ConstraintSet(constraints);
  }

  /** Whether two people have different names that somebody gave, or were told apart. */
  areOthers(one: Portrait, other: Portrait): boolean {
    if (!isMadeUpName(one.person) && !isMadeUpName(other.person)) return true;
    const blocks = this.#blocksOf(one.rows);
    for (const block of this.#blocksOf(other.rows)) {
      for (const apart of this.#set.apart[block]!) if (blocks.has(apart)) return true;
    }
    return false;
  }

  /** Whether somebody said that two faces are one person. */
  isSettled(row: number, other: number): boolean {
    const block = this.#set.blockOf(this.#ids[row]!);
    return (
      block !== undefined &&
      (this.#set.blocks[block]!.name !== undefined || block === this.#set.blockOf(this.#ids[other]!))
    );
  }

  #blocksOf(rows: readonly number[]): Set<number> {
    if (this.#set.blocks.length === 0) return new Set();
    return new Set(rows.flatMap((row) => this.#set.blockOf(this.#ids[row]!) ?? []));
  }
}

/** Whether two people are on one photo, where one person is seldom twice. */
function areTogether(one: Portrait, other: Portrait, { photos }: Candidates): boolean {
  const [few, many] = one.rows.length < other.rows.length ? [one, other] : [other, one];
  const seen = new Set(few.rows.map((row) => photos[row]!).filter((photo) => photo !== NO_PHOTO));
  return many.rows.some((row) => seen.has(photos[row]!));
}

function facesText({ rows }: Portrait): string {
  return counted(rows.length, "face");
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
