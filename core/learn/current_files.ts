/**
 * The files that are there now, by what was placed.
 * @module
 */
import { type Entry, folderOf, isRepresentative, listsBy } from "./placed_entries.ts";

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
  /** For each folder the entries that a file in it may stand for. */
  readonly #inFolder = new Map<string, Set<Entry>>();
  /** For each content the folders that hold it. */
  readonly #foldersOf = new Map<string, Set<string>>();
  readonly #moved = new Map<Entry, Set<string>>();
  readonly #unknown = new Set<string>();

  constructor(found: readonly FoundFile[], entries: readonly Entry[]) {
    const byPath = new Map(entries.flatMap((entry) => [...entry.paths].map((path) => [path, entry])));
    const byContent = listsBy(entries, ({ sha256 }) => sha256);
    for (const file of found) {
      const folder = folderOf(file.path);
      if (folder === undefined || isRepresentative(file.path)) continue;
      if (file.sha256 === undefined) {
        this.#unknown.add(file.path);
        continue;
      }
      add(this.#foldersOf, file.sha256, folder);
      const origin = file.was === undefined ? undefined : byPath.get(file.was);
      if (origin !== undefined) add(this.#moved, origin, folder);
      const all = byContent.get(file.sha256) ?? [];
      const own = all.find((entry) => entry.folder === folder);
      for (const entry of origin ? [origin] : own ? [own] : all) add(this.#inFolder, folder, entry);
    }
  }

  /** The entries that files in a folder may stand for. */
  entriesIn(folder: string): ReadonlySet<Entry> {
    return this.#inFolder.get(folder) ?? new Set();
  }

  /** The folders that hold a content. */
  foldersWith(sha256: string): ReadonlySet<string> {
    return this.#foldersOf.get(sha256) ?? new Set();
  }

  /** The folders where an entry's own file is, where that can be told. */
  foldersOfFile(entry: Entry): ReadonlySet<string> {
    return this.#moved.get(entry) ?? new Set();
  }

  /** Whether a folder holds an entry, or a file of its name that somebody edited. */
  holds(folder: string, { sha256, paths }: Entry): boolean {
    if (this.foldersWith(sha256).has(folder)) return true;
    return [...paths].some((path) => this.#unknown.has(folder + path.slice(path.indexOf("/"))));
  }
}

function add<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}
