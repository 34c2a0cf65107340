/**
 * Undoes one run: originals back, then files away, then folders.
 * @module
 */
import { rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FacepipeError } from "../../core/mod.ts";
import { inParallel } from "./in_parallel.ts";
import type { FileLine, MovedLine, SidecarLine } from "./journal_lines.ts";
import type { JournalRun } from "./read_journal.ts";
import { removePlaced } from "./remove_placed.ts";
import { Restorer } from "./restore_original.ts";
import { syncFolder } from "./sync_folder.ts";
import { takeBackSidecar } from "./take_back_sidecar.ts";

/** Files that are worked on at once. */
const WORKERS = 4;

/** A photo of the run. */
export interface UndonePhoto {
  readonly path: string;
  readonly sha256: string;
  /** Files that were made of it and are gone now. */
  readonly removed: string[];
  readonly errors: FacepipeError[];
}

/** What became of a run. */
export interface Undoing {
  readonly photos: readonly UndonePhoto[];
  readonly files: number;
  readonly originals: number;
  readonly left: number;
  readonly gone: number;
  readonly complete: boolean;
}

interface Settings {
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Undoes a run as far as nothing is lost by it; a dry run only looks. */
export async function undoRun(root: string, run: JournalRun, settings: Settings): Promise<Undoing> {
  return await new Undo(root, run, settings).run();
}

class Undo {
  readonly #root: string;
  readonly #settings: Settings;
  readonly #files: readonly FileLine[];
  readonly #sidecars: readonly SidecarLine[];
  readonly #moved: readonly MovedLine[];
  readonly #folders: readonly string[];
  readonly #photos = new Map<string, UndonePhoto>();
  /** Contents of photos that could not be put back: none of their files may go. */
  readonly #kept = new Set<string>();
  /** Paths of photos that were moved and are back. */
  readonly #back = new Set<string>();
  #restored = 0;
  #gone = 0;

  constructor(root: string, run: JournalRun, settings: Settings) {
    this.#root = root;
    this.#settings = settings;
    const { files, sidecars, moved, folders } = deedsOf(run);
    this.#files = files;
    this.#sidecars = sidecars;
    this.#moved = moved;
    this.#folders = folders;
    for (const { from, sha256 } of [...files, ...sidecars, ...moved]) this.#photo(from, sha256);
  }

  async run(): Promise<Undoing> {
    await this.#restoreAll();
    await this.#removeSidecars();
    await this.#removeAll();
    if (!this.#settings.dryRun) await this.#removeFolders();
    const photos = [...this.#photos.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const errors = photos.flatMap((photo) => photo.errors);
    return {
      photos,
      files: photos.reduce((sum, { removed }) => sum + removed.length, 0),
      originals: this.#restored,
      left: errors.length,
      gone: this.#gone,
      complete: this.#kept.size === 0 && errors.every(({ code }) => code === "CONFLICT"),
    };
  }

  async #restoreAll(): Promise<void> {
    const restorer = new Restorer(this.#root, this.#settings.dryRun);
    // One after the other: names of one file are put back as names of one file.
    for (const line of this.#moved) {
      this.#settings.signal?.throwIfAborted();
      const work = async () => {
        if (await restorer.restore(line)) this.#restored++;
        this.#back.add(line.from);
      };
      if (!(await this.#attempt(line, work))) this.#kept.add(line.sha256);
    }
    await restorer.sync();
  }

  async #removeSidecars(): Promise<void> {
    await inParallel(this.#sidecars, WORKERS, async (line) => {
      this.#settings.signal?.throwIfAborted();
      await this.#attempt(line, async () => {
        const gone = await takeBackSidecar(this.#root, line, this.#settings.dryRun);
        if (gone) this.#photo(line.from, line.sha256).removed.push(join(this.#root, line.path));
      });
    });
  }

  async #removeAll(): Promise<void> {
    await inParallel(this.#files, WORKERS, async (line) => {
      this.#settings.signal?.throwIfAborted();
      await this.#attempt(line, async () => {
        const path = join(this.#root, line.path);
        const gone = await removePlaced(this.#root, line, {
          isKept: this.#kept.has(line.sha256),
          isBack: this.#back.has(line.from),
          dryRun: this.#settings.dryRun,
        });
        if (gone) this.#photo(line.from, line.sha256).removed.push(path);
        else this.#gone++;
      });
    });
    if (this.#settings.dryRun) return;
    for (const folder of new Set(this.#files.map(({ path }) => dirname(path)))) {
      await syncFolder(join(this.#root, folder)).catch(() => undefined);
    }
  }

  /** Those made last first, so that nested ones go; one that is not empty stays. */
  async #removeFolders(): Promise<void> {
    for (const folder of [...this.#folders].reverse()) {
      await rmdir(join(this.#root, folder)).catch(() => undefined);
    }
  }

  /** False where it failed, which its photo tells. */
  async #attempt(
    { from, sha256 }: FileLine | SidecarLine | MovedLine,
    work: () => Promise<void>,
  ): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      if (!(thrown instanceof FacepipeError)) throw thrown;
      this.#photo(from, sha256).errors.push(thrown);
      return false;
    }
  }

  #photo(path: string, sha256: string): UndonePhoto {
    const key = `${sha256}${path}`;
    const known = this.#photos.get(key) ?? { path, sha256, removed: [], errors: [] };
    this.#photos.set(key, known);
    return known;
  }
}

/** What a run did, without what it announced and could not do. */
function deedsOf({ deeds }: JournalRun) {
  const files = new Map<string, FileLine>();
  const sidecars: SidecarLine[] = [];
  const moved: MovedLine[] = [];
  const folders: string[] = [];
  for (const line of deeds) {
    if (line.type === "file") files.set(line.path, line);
    else if (line.type === "void") files.delete(line.path);
    else if (line.type === "sidecar") sidecars.push(line);
    else if (line.type === "moved") moved.push(line);
    else if (line.type === "folder") folders.push(line.path);
  }
  return { files: [...files.values()], sidecars, moved, folders };
}
