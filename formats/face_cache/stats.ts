/**
 * What the cache of faces holds.
 * @module
 */
import { cacheFiles } from "./layout.ts";

/** Counts of a cache. */
export interface FaceCacheStats {
  /** Photos whose faces are known, once for each way to look. */
  readonly photos: number;
  /** Ways to look (networks and options) under which they were found. */
  readonly settings: number;
  /** Bytes on the disk, about. */
  readonly bytes: number;
  /** When the entry that goes first was last used, ISO 8601; absent where there is none. */
  readonly oldest?: string;
}

/** Counts what a cache holds; nothing where the folder is not there. */
export async function faceCacheStats(root: string): Promise<FaceCacheStats> {
  const settings = new Set<string>();
  let [photos, bytes, oldest] = [0, 0, Number.POSITIVE_INFINITY];
  for await (const file of cacheFiles(root)) {
    bytes += file.bytes;
    if (file.abandoned) continue;
    photos++;
    settings.add(file.settings);
    oldest = Math.min(oldest, file.used);
  }
  const when = photos === 0 ? {} : { oldest: new Date(oldest).toISOString() };
  return { photos, settings: settings.size, bytes, ...when };
}
