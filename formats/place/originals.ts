/**
 * Removes originals that were moved, and nothing else ever does.
 * @module
 */
import type { BigIntStats } from "node:fs";
import { lstat, readlink, stat, unlink } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { FacepipeError, foldName, reasonOf } from "../../core/mod.ts";
import { ifPresent } from "./file_errors.ts";
import { hashFile, isSameFile, isSameStamp, stampOf } from "./read_file.ts";
import type { ContentSources, Source } from "./sources.ts";

/**
 * Removes a photo of which every file is in place, unless it is one of them itself. A photo that
 * is gone already is fine.
 *
 * @param placed All files that hold its content.
 * @param announce Called before the original goes, with what it is and where it leads.
 * @throws FacepipeError CONFLICT where it changed after it was copied; STORAGE_ERROR where the
 * system does not let it go.
 */
export async function removeOriginal(
  source: Source,
  sources: ContentSources,
  placed: readonly string[],
  announce: (entry: BigIntStats, link: string | undefined) => Promise<void>,
): Promise<void> {
  try {
    const entry = await ifPresent(lstat(source.path, { bigint: true }));
    if (entry === undefined) return;
    for (const path of placed) if (await isSameEntry(source.path, path)) return;
    if (!(await stillHasContent(source, sources))) {
      throw new FacepipeError(
        "CONFLICT",
        `Cannot remove photo ${source.path} after copying it: it changed in the meantime`,
      );
    }
    await announce(entry, entry.isSymbolicLink() ? await readlink(source.path) : undefined);
    await ifPresent(unlink(source.path));
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    const message = `Cannot remove photo ${source.path} after copying it: ${reasonOf(thrown)}`;
    throw new FacepipeError("STORAGE_ERROR", message, { cause: thrown });
  }
}

async function stillHasContent(source: Source, sources: ContentSources): Promise<boolean> {
  const before = sources.verified(source);
  const now = await stampOf(source.path);
  if (before !== undefined && now !== undefined && isSameStamp(before, now)) return true;
  return (await hashFile(source.path)).sha256 === sources.sha256;
}

/**
 * Whether two paths name one directory entry, so that removing one would remove the other. Two
 * names of a file are distinct entries if they are in different folders, or differ by more than
 * what some file systems ignore.
 */
export async function isSameEntry(a: string, b: string): Promise<boolean> {
  const [fileA, fileB] = await Promise.all([a, b].map((path) => lstat(path, { bigint: true })));
  if (!isSameFile(fileA!, fileB!)) return false;
  const [folderA, folderB] = await Promise.all([a, b].map((path) => stat(dirname(path), { bigint: true })));
  return isSameFile(folderA!, folderB!) && foldName(basename(a)) === foldName(basename(b));
}
