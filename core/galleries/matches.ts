/**
 * From similarities of vectors to faces that are like others.
 * @module
 */
import type { ListedFace } from "./client_backend.ts";
import { type ConfidenceScale, leastSimilarity } from "./confidence.ts";
import type { Probe } from "./face_vector.ts";
import type { Uint64 } from "./ids.ts";
import type { FaceCondition, FaceMatch, FaceSearch } from "./store.ts";

/** A face to be like, and how much. */
export interface Likeness {
  readonly probe: Probe;
  readonly threshold: number;
  readonly scale: ConfidenceScale;
}

/** A face that is like all the given ones. */
export interface Match extends FaceMatch {
  /** The least of its confidences. */
  readonly confidence: number;
}

/** The search for faces like one. */
export function searchOf(
  { probe, threshold, scale }: Likeness,
  conditions: readonly FaceCondition[],
  limit: number,
  after?: FaceMatch,
): FaceSearch {
  const { embedder, embedding } = probe;
  const minSimilarity = leastSimilarity(scale, threshold);
  return { embedder, vector: embedding, conditions, limit, minSimilarity, ...(after && { after }) };
}

/** What a search found, with confidences; only what is sure enough. */
export function matchesOf(rows: readonly FaceMatch[], { scale, threshold }: Likeness): Match[] {
  return rows
    .map((row) => ({ ...row, confidence: scale.toConfidence(row.similarity) }))
    .filter(({ confidence }) => confidence >= threshold);
}

/** Matches that are in all lists, each with the least of its similarities. */
export function inAll(lists: readonly Match[][]): Match[] {
  const [first = [], ...rest] = lists;
  const others = rest.map((list) => new Map(list.map((match) => [match.id, match])));
  return first.flatMap((match) => {
    const all = [match, ...others.flatMap((other) => other.get(match.id) ?? [])];
    if (all.length < lists.length) return [];
    return [{ id: match.id, similarity: least(all, "similarity"), confidence: least(all, "confidence") }];
  });
}

function least(matches: readonly Match[], field: "similarity" | "confidence"): number {
  return Math.min(...matches.map((match) => match[field]));
}

/** The order of ids. */
export function byId(a: { id: Uint64 }, b: { id: Uint64 }): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

/** Matches as faces; those that were removed meanwhile are left out. */
export function listed(
  matches: readonly Match[],
  known: ReadonlyMap<Uint64, ListedFace>,
): (ListedFace & { confidence: number })[] {
  return matches.flatMap(({ id, confidence }) => {
    const face = known.get(id);
    return face ? [{ ...face, confidence }] : [];
  });
}
