/**
 * Keeps the cache below its size: what was not used for longest goes first.
 * @module
 */
import { rm } from "node:fs/promises";
import { type CacheFile, cacheFiles } from "./layout.ts";

/** A full cache is emptied to this share of its size, so that it is not full again at once. */
const KEPT_SHARE = 0.9;

/**
 * Removes entries until the cache is below its limit, and what killed processes left unfinished.
 * Other processes may do the same, or add to it, at the same time.
 *
 * @param limit Bytes.
 * @returns The bytes that are left.
 */
export async function evict(root: string, limit: number): Promise<number> {
  const files: CacheFile[] = [];
  let bytes = 0;
  for await (const file of cacheFiles(root)) {
    if (file.abandoned) await rm(file.path, { force: true });
    else {
      files.push(file);
      bytes += file.bytes;
    }
  }
  if (bytes <= limit) return bytes;
  for (const file of files.sort((a, b) => a.used - b.used || (a.path < b.path ? -1 : 1))) {
    if (bytes <= KEPT_SHARE * limit) break;
    await rm(file.path, { force: true });
    bytes -= file.bytes;
  }
  return bytes;
}
