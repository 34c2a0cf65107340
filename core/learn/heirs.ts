/**
 * Which folder of today is which folder of then.
 * @module
 */
import { SPECIAL_FOLDERS } from "../placement_plan.ts";
import { type CurrentFiles, fileKey } from "./current_files.ts";
import { type Entry, listsBy } from "./placed_entries.ts";

const SPECIAL: readonly string[] = Object.values(SPECIAL_FOLDERS);

/** Whether a folder stands for no person by its name. */
export function isSpecial(folder: string): boolean {
  return SPECIAL.includes(folder);
}

/**
 * For each folder that was placed into, the folder that it is today: itself while it holds any of
 * its photos, else the one that has most in common with it; none where all are gone.
 *
 * Common is what both hold over what either holds (Jaccard). The pair that has most in common is
 * settled first, and a file stands for one folder's photo only: so the folder of somebody who is on
 * the same photos does not pass for it.
 */
export function heirsOf(entries: readonly Entry[], files: CurrentFiles): Map<string, string> {
  const heirs = new Map<string, string>();
  const claims = new Claims(files);
  const homeless: [folder: string, own: Entry[]][] = [];
  for (const [folder, own] of listsBy(entries, (entry) => entry.folder)) {
    if (own.some((entry) => files.holds(folder, entry))) {
      heirs.set(folder, folder);
      claims.settle(own, folder);
    } else {
      homeless.push([folder, own]);
    }
  }
  const queue = homeless.flatMap(([folder, own]) => claims.candidates(folder, own)).sort(byRank);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { folder, own, heir } = next;
    if (heirs.has(folder)) continue;
    const share = claims.share(own, heir);
    if (share === next.share) {
      heirs.set(folder, heir);
      claims.settle(own, heir);
    } else if (share > 0) {
      queue.push({ ...next, share });
      queue.sort(byRank);
    }
  }
  return heirs;
}

interface Candidate {
  readonly folder: string;
  readonly own: readonly Entry[];
  readonly heir: string;
  readonly share: number;
}

/** The best last; of equals the first by name. */
function byRank(a: Candidate, b: Candidate): number {
  return a.share - b.share || (a.folder === b.folder ? compare(b.heir, a.heir) : compare(b.folder, a.folder));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Whose photo each file stands for. */
class Claims {
  readonly #files: CurrentFiles;
  /** How many files of a content in a folder are somebody's already. */
  readonly #taken = new Map<string, number>();

  constructor(files: CurrentFiles) {
    this.#files = files;
  }

  /** The folders that may be what a folder is today. */
  candidates(folder: string, own: readonly Entry[]): Candidate[] {
    const heirs = new Set(own.flatMap(({ sha256 }) => [...this.#files.foldersWith(sha256)]));
    return [...heirs]
      .filter((heir) => !isSpecial(heir))
      .map((heir) => ({ folder, own, heir, share: this.share(own, heir) }))
      .filter(({ share }) => share > 0);
  }

  /** What the photos of a folder of then and a folder of today have in common, 0 to 1. */
  share(own: readonly Entry[], heir: string): number {
    const common = own.filter((entry) => this.#isFree(entry, heir)).length;
    return common / (own.length + this.#files.sizeOf(heir) - common);
  }

  /** Gives the files in a folder to the entries that are there. */
  settle(own: readonly Entry[], heir: string): void {
    for (const entry of own) {
      if (this.#files.foldersOfFile(entry).has(heir) || !this.#isFree(entry, heir)) continue;
      const key = fileKey(heir, entry.sha256);
      this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
    }
  }

  #isFree(entry: Entry, folder: string): boolean {
    if (this.#files.foldersOfFile(entry).has(folder)) return true;
    const taken = this.#taken.get(fileKey(folder, entry.sha256)) ?? 0;
    return this.#files.othersIn(folder, entry.sha256) > taken;
  }
}
