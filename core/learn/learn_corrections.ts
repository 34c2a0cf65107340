/**
 * Reads from a folder that `place` made and somebody then put in order by hand what that person
 * knows better.
 * @module
 */
import { SPECIAL_FOLDERS } from "../placement_plan.ts";
import { CurrentFiles, type FoundFile, fileKey } from "./current_files.ts";
import { destinationsOf } from "./destinations.ts";
import { heirsOf } from "./heirs.ts";
import { type Learned, Lesson } from "./lesson.ts";
import { entriesOf, folderOf, type PlacedFile } from "./placed_entries.ts";

/** How {@linkcode learnCorrections} reads. */
export interface LearnOptions {
  /** Whether faces whose photo was deleted from a person's folder belong to nobody. Default: true. */
  ignoreDeleted?: boolean;
}

/**
 * The constraints under which grouping gives the folders as they are now:
 *
 * - A folder that was renamed names its faces; `person-0001` and the like are no names.
 * - Folders that were put together are one person.
 * - The faces of a photo that was moved between two folders are the same as those of the one, and
 *   different from those of the other. Only the faces of the person whose folder it was in count.
 * - The faces of a photo that was moved to `unknown` or `no_faces`, or deleted, belong to nobody.
 *
 * Files are known by their content, so that renamed files count as what they are, and a file that
 * somebody edited where it was placed still counts as there.
 *
 * @param placed Everything that was placed, in the order of placing.
 * @param found Everything that is there now.
 *
 * @example
 * ```ts
 * import { learnCorrections } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const placed = [
 *   { path: "person-0001/a.jpg", sha256: "aa", person: "person-0001", faces: ["aa-0"], isCertain: true },
 *   { path: "person-0001/b.jpg", sha256: "bb", person: "person-0001", faces: ["bb-1"], isCertain: true },
 * ];
 * const found = [
 *   { path: "Ann/a.jpg", sha256: "aa" },
 *   { path: "Ann/b.jpg", sha256: "bb" },
 * ];
 * assert.deepEqual(learnCorrections(placed, found).rules, [
 *   { type: "name", faces: ["aa-0", "bb-1"], name: "Ann" },
 * ]);
 * ```
 */
export function learnCorrections(
  placed: readonly PlacedFile[],
  found: readonly FoundFile[],
  { ignoreDeleted = true }: LearnOptions = {},
): Learned {
  const entries = entriesOf(placed);
  const files = new CurrentFiles(found, entries, groupsIn(placed));
  const heirs = heirsOf(entries, files);
  const { of, copies } = destinationsOf(entries, heirs, files);
  const lesson = new Lesson(entries, of, ignoreDeleted);
  for (const { sha256, folder } of copies) {
    const path = [...(entries.find((entry) => entry.sha256 === sha256)?.paths ?? [])][0];
    lesson.notes.push(`${path} was copied to "${folder}", and it cannot be told who is meant`);
  }
  return lesson.finish();
}

/** What was placed into `group_photos`. */
function groupsIn(placed: readonly PlacedFile[]): Set<string> {
  const groups = placed.filter(({ special }) => special === SPECIAL_FOLDERS.groupPhotos);
  return new Set(groups.map(({ path, sha256 }) => fileKey(folderOf(path) ?? "", sha256)));
}
