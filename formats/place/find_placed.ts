/**
 * Recognises what an earlier run, or a cut one, has placed already.
 * @module
 */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { alternativeNames, foldName, HASHED_ALTERNATIVES, type PlannedFile } from "../../core/mod.ts";
import { ifPresent, targetError } from "./file_errors.ts";
import type { OpenFolder } from "./folders.ts";
import type { PlaceMode } from "./options.ts";
import { hashFile, stampOf } from "./read_file.ts";
import type { ContentSources } from "./sources.ts";

/**
 * The file in a folder that already is what a planned file shall be, under its own name or one
 * that it would have had beside other photos; undefined where there is none.
 *
 * @param isThere Tells whether a file is what it shall be.
 */
export async function findPlaced(
  folder: OpenFolder,
  file: PlannedFile,
  isThere: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (folder.existing.size === 0) return undefined;
  for (const folded of possibleNames(file)) {
    for (const name of folder.existing.get(folded) ?? []) {
      const path = join(folder.path, name);
      if (await isThere(path)) return path;
    }
  }
  return undefined;
}

function possibleNames(file: PlannedFile): Set<string> {
  const names = new Set([foldName(file.name)]);
  for (const parts of file.wanted) {
    const alternatives = alternativeNames(parts, file.sha256);
    for (let count = 0; count < HASHED_ALTERNATIVES; count++) names.add(foldName(alternatives.next().value));
  }
  return names;
}

/**
 * Whether a file has the content, surely: it is another name of a photo that is as it was
 * scanned, or its bytes have the right SHA-256. A symbolic link counts in symlink mode only, and
 * a file of which something is to be removed afterwards is always read.
 */
export async function isPlaced(path: string, sources: ContentSources, mode: PlaceMode): Promise<boolean> {
  try {
    const entry = await ifPresent(lstat(path));
    const isLink = mode === "symlink" && entry?.isSymbolicLink();
    if (!isLink && !entry?.isFile()) return false;
    const stamp = await stampOf(path);
    if (stamp === undefined) return false;
    const twin = await sources.twinOf(stamp);
    if (isLink && twin === undefined) return false;
    if (twin === "untouched" && mode !== "move") return true;
    return (await sources.mayHaveSize(stamp.size)) && (await hasContent(path, sources.sha256));
  } catch (thrown) {
    throw targetError(path, thrown);
  }
}

/** A file that cannot be read is somebody else's. */
async function hasContent(path: string, sha256: string): Promise<boolean> {
  const reading = await hashFile(path).catch(() => undefined);
  return reading?.sha256 === sha256;
}
