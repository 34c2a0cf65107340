/**
 * Forgets the faces in the cache.
 * @module
 */
import { rm, rmdir } from "node:fs/promises";
import { reasonOf, storageError } from "../../core/mod.ts";
import { cacheFiles, cacheFolders } from "./layout.ts";

/**
 * Removes what the cache holds; files that are not its own stay.
 *
 * @param root Folder of the cache; it need not be there.
 * @returns How many photos were forgotten.
 * @throws FacepipeError (exit 6) where the system does not let a file go.
 */
export async function clearFaceCache(root: string): Promise<number> {
  let photos = 0;
  try {
    for await (const { path, abandoned } of cacheFiles(root)) {
      await rm(path, { force: true });
      if (!abandoned) photos++;
    }
  } catch (thrown) {
    throw storageError(`Cannot clear the cache in ${root}: ${reasonOf(thrown)}`, thrown);
  }
  const folders: string[] = [];
  for await (const folder of cacheFolders(root)) folders.push(folder);
  // One that holds something else, or something new, stays.
  for (const folder of [...folders, root]) await rmdir(folder).catch(() => undefined);
  return photos;
}
