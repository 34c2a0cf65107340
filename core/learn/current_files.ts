/**
 * The files that are there now, by what was placed.
 * @module
 */
import { type Entry, folderOf, isRepresentative } from "./placed_entries.ts";

/** A file that is in the folder now. */
export interface FoundFile {
  /** From the folder that was placed into, with slashes. */
  readonly path: string;
  /** Absent where it is no content that was placed. */
  readonly sha256?: string;
  /** Where `place` made this very file, where that can be told. */
  readonly was?: string;
}

/** Finds entries among the files that are there. */
export class CurrentFiles {
  /** For each content the folders that hold it. */
  readonly #foldersOf = new Map<string, Set<string>>();
  /** For each entry the folders that hold its own file, where that can be told. */
  readonly #ownFolders = new Map<Entry, Set<string>>();
  /** How many other files of a content are in a folder. */
  readonly #others = new Map<string, number>();
  /** How many files of known content are in a folder. */
  readonly #sizes = new Map<string, number>();
  readonly #unknown = new Set<string>();

  /** @param groups Files that were placed into `group_photos`: they stand for nobody's entry. */
  constructor(found: readonly FoundFile[], entries: readonly Entry[], groups: ReadonlySet<string>) {
    const byPath = new Map(entries.flatMap((entry) => [...entry.paths].map((path) => [path, entry])));
    for (const { path, sha256, was } of found) {
      const folder = folderOf(path);
      if (folder === undefined || isRepresentative(path)) continue;
      if (sha256 === undefined) this.#unknown.add(path);
      else if (!groups.has(fileKey(folder, sha256))) this.#add(folder, sha256, byPath.get(was ?? ""));
    }
  }

  #add(folder: string, sha256: string, origin: Entry | undefined): void {
    addTo(this.#foldersOf, sha256, folder);
    this.#sizes.set(folder, this.sizeOf(folder) + 1);
    if (origin !== undefined) addTo(this.#ownFolders, origin, folder);
    else this.#others.set(fileKey(folder, sha256), this.othersIn(folder, sha256) + 1);
  }

  /** How many files of known content are in a folder. */
  sizeOf(folder: string): number {
    return this.#sizes.get(folder) ?? 0;
  }

  /** The folders that hold a content. */
  foldersWith(sha256: string): ReadonlySet<string> {
    return this.#foldersOf.get(sha256) ?? new Set();
  }

  /** The folders where an entry's own file is, where that can be told. */
  foldersOfFile(entry: Entry): ReadonlySet<string> {
    return this.#ownFolders.get(entry) ?? new Set();
  }

  /** How many files of a content in a folder may be any entry's. */
  othersIn(folder: string, sha256: string): number {
    return this.#others.get(fileKey(folder, sha256)) ?? 0;
  }

  /** Whether a folder holds an entry, or a file of its name that somebody edited. */
  holds(folder: string, { sha256, paths }: Entry): boolean {
    if (this.foldersWith(sha256).has(folder)) return true;
    return [...paths].some((path) => this.#unknown.has(folder + path.slice(path.indexOf("/"))));
  }
}

/** What tells that a content is in a folder. */
export function fileKey(folder: string, sha256: string): string {
  return `${sha256}${folder}`;
}

function addTo<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}
