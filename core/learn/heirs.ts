/**
 * Which folder of today is which folder of then.
 * @module
 */
import { SPECIAL_FOLDERS } from "../placement_plan.ts";
import type { CurrentFiles } from "./current_files.ts";
import { type Entry, listsBy } from "./placed_entries.ts";

const SPECIAL: readonly string[] = Object.values(SPECIAL_FOLDERS);

/** Whether a folder stands for no person by its name. */
export function isSpecial(folder: string): boolean {
  return SPECIAL.includes(folder);
}

/**
 * For each folder that was placed into, the folder that it is today: itself while it holds any of
 * its photos, else the one that has most of them in common with it; none where all are gone.
 *
 * Common is what both hold over what either holds (Jaccard), so that the folder of somebody who is
 * on the same photos does not pass for it.
 */
export function heirsOf(entries: readonly Entry[], files: CurrentFiles): Map<string, string> {
  const byFolder = listsBy(entries, ({ folder }) => folder);
  const heirs = new Map<string, string>();
  for (const [folder, own] of byFolder) {
    const heir = own.some((entry) => files.holds(folder, entry)) ? folder : bestHeir(own, files);
    if (heir !== undefined) heirs.set(folder, heir);
  }
  return heirs;
}

function bestHeir(own: readonly Entry[], files: CurrentFiles): string | undefined {
  const common = new Map<string, number>();
  for (const entry of own) {
    for (const folder of files.foldersWith(entry.sha256)) {
      if (!isSpecial(folder) && files.entriesIn(folder).has(entry))
        common.set(folder, (common.get(folder) ?? 0) + 1);
    }
  }
  let best: string | undefined;
  let highest = 0;
  for (const [folder, count] of [...common].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const share = count / (own.length + files.entriesIn(folder).size - count);
    if (share > highest) [best, highest] = [folder, share];
  }
  return best;
}
