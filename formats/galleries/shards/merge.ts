/**
 * Merges the sorted answers of shards.
 * @module
 */
import {
  byRank,
  compareText,
  type FaceMatch,
  type GalleryInfo,
  type StoreStats,
  type Uint64,
} from "../../../core/mod.ts";

/** The first rows of all lists together; each list is sorted already. */
export function mergeSorted<T>(
  lists: readonly (readonly T[])[],
  compare: (a: T, b: T) => number,
  limit: number,
): T[] {
  const all = lists.flat().sort(compare);
  return limit < all.length ? all.slice(0, Math.max(0, limit)) : all;
}

/** Order of faces by id. */
export function byId(descending = false): (a: { id: Uint64 }, b: { id: Uint64 }) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => sign * (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** The best matches of all lists. */
export function mergeMatches(lists: readonly (readonly FaceMatch[])[], limit: number): FaceMatch[] {
  return mergeSorted(lists, byRank, limit);
}

/** The galleries of all lists by name, each with the number of its faces on all shards. */
export function mergeGalleries(lists: readonly (readonly GalleryInfo[])[]): GalleryInfo[] {
  const merged = new Map<string, GalleryInfo>();
  for (const info of lists.flat()) {
    const known = merged.get(info.name);
    merged.set(info.name, known ? { ...info, ...known, number: known.number + info.number } : info);
  }
  return [...merged.values()].sort((a, b) => compareText(a.name, b.name));
}

/** The sums of what shards have; galleries and documents are those of the first one. */
export function mergeStats(
  parts: readonly StoreStats[],
  first: StoreStats | undefined,
): Omit<StoreStats, "liveServers" | "totalServers"> {
  const sum = (count: (stats: StoreStats) => number) => parts.reduce((all, part) => all + count(part), 0);
  return {
    galleries: first?.galleries ?? Math.max(0, ...parts.map(({ galleries }) => galleries)),
    documents: first?.documents ?? {},
    faces: sum(({ faces }) => faces),
    vectors: sum(({ vectors }) => vectors),
    crops: sum(({ crops }) => crops),
    indexedVectors: sum(({ indexedVectors }) => indexedVectors),
    bytes: sum(({ bytes }) => bytes),
  };
}
