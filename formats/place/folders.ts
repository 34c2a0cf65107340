/**
 * The folders of a plan as they are on disk.
 * @module
 */
import { lstat, mkdir, readdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { alternativeNames, foldName, type PlacementPlan, type PlannedFolder } from "../../core/mod.ts";
import { ifPresent, targetError } from "./file_errors.ts";
import { inParallel } from "./in_parallel.ts";
import type { Journal } from "./journal.ts";
import { syncFolder } from "./sync_folder.ts";

/** Folders that are synced at once. */
const SYNCS = 4;

/** A folder with what was in it when the run began. */
export interface OpenFolder {
  readonly path: string;
  /** The folder that it is in; undefined where that is the target. */
  readonly parent: OpenFolder | undefined;
  /** Names in use, by their folded form. */
  readonly existing: ReadonlyMap<string, readonly string[]>;
  /** Folded names that the plan gives to files and folders in it. */
  readonly planned: ReadonlySet<string>;
}

/** Finds, makes and syncs folders; each is looked at once. */
export class Folders {
  readonly #root: string;
  /** Folded names of the folders in each folder of the plan. */
  readonly #planned = new Map<PlannedFolder | undefined, Set<string>>();
  readonly #open = new Map<PlannedFolder, Promise<OpenFolder>>();
  readonly #made = new Map<string, Promise<void>>();
  readonly #changed = new Set<string>();
  readonly #journal: Journal | undefined;

  /** @param journal Absent in a dry run, which makes no folders. */
  constructor(root: string, plan: PlacementPlan, journal?: Journal) {
    this.#root = root;
    this.#journal = journal;
    for (const { parent, name } of plan.folders) {
      this.#planned.set(parent, (this.#planned.get(parent) ?? new Set()).add(foldName(name)));
    }
  }

  /** The folder on disk that stands for a planned one; it need not exist yet. */
  open(folder: PlannedFolder): Promise<OpenFolder> {
    const known = this.#open.get(folder) ?? this.#find(folder);
    this.#open.set(folder, known);
    return known;
  }

  /** Makes a folder where it is missing; the caller is about to put a file into it. */
  async make({ path, parent }: OpenFolder): Promise<void> {
    if (parent !== undefined) await this.make(parent);
    const made = this.#made.get(path) ?? this.#makeOnce(path);
    this.#made.set(path, made);
    await made;
    this.#changed.add(path);
  }

  async #makeOnce(path: string): Promise<void> {
    try {
      if (await isFolder(path)) return;
      await this.#journal?.append({ type: "folder", path: this.nameOf(path) });
      await mkdir(path);
      this.#changed.add(dirname(path));
    } catch (thrown) {
      if (!(await isFolder(path))) throw targetError(path, thrown);
    }
  }

  /** What a path is called from the target, with slashes. */
  nameOf(path: string): string {
    return relative(this.#root, path).split(sep).join("/");
  }

  /** Makes all new names survive a power cut. */
  async sync(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    await inParallel(changed, SYNCS, async (path) => {
      try {
        await syncFolder(path);
      } catch (thrown) {
        throw targetError(path, thrown);
      }
    });
  }

  async #find(folder: PlannedFolder): Promise<OpenFolder> {
    const planned = new Set(this.#planned.get(folder));
    for (const { name } of folder.files) planned.add(foldName(name));
    const parent = folder.parent && (await this.open(folder.parent));
    const names = this.#namesFor(folder);
    for (;;) {
      const path = join(parent?.path ?? this.#root, names.next().value);
      const existing = await listFolder(path);
      if (existing !== undefined) return { path, parent, existing, planned };
    }
  }

  /** The planned name, then alternatives that no other folder of the plan has. */
  *#namesFor(folder: PlannedFolder): Generator<string, never> {
    yield folder.name;
    const names = alternativeNames(folder, folder.hash);
    for (;;) {
      const { value } = names.next();
      if (!this.#planned.get(folder.parent)?.has(foldName(value))) yield value;
    }
  }
}

/**
 * Names in a folder by their folded form, none where there is no such folder yet; undefined where
 * something else is in the way. That includes a symbolic link to a folder: what is placed stays
 * inside the target.
 */
async function listFolder(path: string): Promise<Map<string, string[]> | undefined> {
  const byFolded = new Map<string, string[]>();
  try {
    const found = await ifPresent(lstat(path));
    if (found === undefined) return byFolded;
    if (!found.isDirectory()) return undefined;
    for (const name of await readdir(path)) {
      const folded = foldName(name);
      byFolded.set(folded, [...(byFolded.get(folded) ?? []), name]);
    }
    return byFolded;
  } catch (thrown) {
    throw targetError(path, thrown);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await ifPresent(lstat(path)))?.isDirectory() ?? false;
}
