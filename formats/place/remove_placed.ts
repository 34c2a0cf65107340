/**
 * Removes a file that `place` made, if nothing is lost by it.
 * @module
 */
import type { BigIntStats } from "node:fs";
import { lstat, readlink, realpath, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { FacepipeError, reasonOf } from "../../core/mod.ts";
import { isMemberPath } from "../archives/member_path.ts";
import { readPhotoMember } from "../photo_file.ts";
import { ifPresent } from "./file_errors.ts";
import type { FileLine } from "./journal_lines.ts";
import { hashFile, isSameFile } from "./read_file.ts";

/** What {@linkcode removePlaced} goes by. */
export interface RemoveOptions {
  /** True where the content is needed because a photo could not be put back. */
  readonly isKept: boolean;
  /** True where the photo was put back, or would be in a dry run. */
  readonly isBack: boolean;
  /** Only look. */
  readonly dryRun: boolean;
}

/**
 * Removes a placed file; true where it is gone now, false where it was gone already.
 *
 * @param root The target.
 * @param line What the journal says of it.
 * @param options What to go by besides.
 * @throws FacepipeError CONFLICT where it was changed, or may be the last copy of its photo;
 * STORAGE_ERROR where the system does not let it go.
 */
export async function removePlaced(root: string, line: FileLine, options: RemoveOptions): Promise<boolean> {
  const path = join(root, line.path);
  try {
    const entry = await findEntry(root, line.path);
    if (entry === undefined) return false;
    const why =
      typeof line.looks === "string"
        ? await linkHolds(path, entry, line.looks)
        : await fileHolds(path, entry, line, options);
    if (why !== undefined) throw new FacepipeError("CONFLICT", `Cannot remove ${path}: ${why}`);
    if (!options.dryRun) await ifPresent(unlink(path));
    return true;
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    const message = `Cannot remove ${path}: ${reasonOf(thrown)}`;
    throw new FacepipeError("STORAGE_ERROR", message, { cause: thrown });
  }
}

/**
 * What has a name below the target, unless a folder on the way is none any more: what is behind a
 * symbolic link was not placed.
 */
export async function findEntry(root: string, name: string): Promise<BigIntStats | undefined> {
  const segments = name.split("/");
  for (let level = 1; level < segments.length; level++) {
    const folder = await ifPresent(lstat(join(root, ...segments.slice(0, level))));
    if (!folder?.isDirectory()) return undefined;
  }
  return await ifPresent(lstat(join(root, name), { bigint: true }));
}

const CHANGED = "it was changed after it was placed";

/** Why a symbolic link has to stay, if it has to. */
async function linkHolds(path: string, entry: BigIntStats, text: string): Promise<string | undefined> {
  return entry.isSymbolicLink() && (await readlink(path)) === text ? undefined : CHANGED;
}

/** Why a file has to stay, if it has to. */
async function fileHolds(
  path: string,
  entry: BigIntStats,
  line: FileLine,
  { isKept, isBack }: RemoveOptions,
): Promise<string | undefined> {
  if (!entry.isFile()) return CHANGED;
  if (isKept) return `its photo ${line.from} could not be put back`;
  const original = await ifPresent(stat(line.from, { bigint: true }));
  const isName = original !== undefined && isSameFile(original, entry);
  // A second name of the original: whatever it holds, the original holds too.
  if (isName && (await realpath(line.from)) !== (await realpath(path))) return undefined;
  if ((await hashFile(path)).sha256 !== (line.tagged ?? line.sha256)) return CHANGED;
  const mayBeLast = !isBack && !line.inline && (isName || !original?.isFile());
  if (mayBeLast && !(await isInArchive(line))) {
    return `it may be the last copy of photo ${line.from}, which is not there any more`;
  }
  return undefined;
}

/** Whether a photo that came out of an archive is still in there. */
async function isInArchive({ from, sha256 }: FileLine): Promise<boolean> {
  if (!isMemberPath(from)) return false;
  const member = await readPhotoMember(from).catch(() => undefined);
  return member?.sha256 === sha256;
}
