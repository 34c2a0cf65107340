/**
 * Takes back what the last run of `place` did in a folder.
 * @module
 */
import { lstat, rm, rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { EXIT, FacepipeError, type FaceRecord, failureOf } from "../../core/mod.ts";
import { ifPresent } from "./file_errors.ts";
import { Journal } from "./journal.ts";
import { journalPath } from "./journal_file.ts";
import { removeKept } from "./kept_files.ts";
import { takeLock } from "./lock.ts";
import { checkPlaceOptions, type PlaceOptions } from "./options.ts";
import { type JournalRun, readJournal } from "./read_journal.ts";
import { asStorage, removeEmpty } from "./target.ts";
import { TempFolder } from "./temp_folder.ts";
import { type Undoing, undoRun } from "./undo_run.ts";

/** Options of {@linkcode undoPlacing}. */
export interface UndoOptions extends Pick<PlaceOptions, "session" | "dryRun" | "onNote" | "signal"> {
  /** Told in the end what was done. */
  onUndone?: ((summary: UndoSummary) => void) | undefined;
}

/** What {@linkcode undoPlacing} did, or would do in a dry run. */
export interface UndoSummary {
  /** When the run that was undone had begun, ISO 8601. */
  readonly at: string;
  /** Files that were removed. */
  readonly files: number;
  /** Photos that were put back. */
  readonly originals: number;
  /** Files and photos that were left as they are; an error record says why. */
  readonly left: number;
  /** Files that were not at their place any more; where somebody moved or renamed them, they stay. */
  readonly gone: number;
  /** Runs before this one that can still be undone. */
  readonly earlier: number;
  /** False where storage failed or a photo could not be put back, so that undoing should be repeated. */
  readonly complete: boolean;
}

/**
 * Undoes the last run of {@linkcode placePhotos} into `out` that is not undone yet. First photos
 * that the run moved are put back, and only then files that it made are removed: those that still
 * are what it made, and whose photo is where it was. Folders that it made go when they are empty.
 * Everything else is left, with an error record. An undoing that was interrupted, or that could not
 * put every photo back, can be repeated: the run counts as undone only when all photos are back.
 *
 * Yields a photo record for each photo that the run placed, with the files that went (`removed`).
 *
 * @throws FacepipeError exit 2 for options that are wrong; while it runs, NOT_FOUND (exit 1) where
 * there is nothing to undo, exit 6 where `out` is in use or its journal cannot be read.
 */
export function undoPlacing(out: string, options: UndoOptions = {}): AsyncGenerator<FaceRecord> {
  const { root, dryRun, onNote, signal } = checkPlaceOptions(out, options);
  return undoIn(root, { dryRun, onNote, signal, onUndone: options.onUndone ?? (() => undefined) });
}

interface Settings {
  readonly dryRun: boolean;
  readonly onNote: (message: string) => void;
  readonly signal: AbortSignal | undefined;
  readonly onUndone: (summary: UndoSummary) => void;
}

async function* undoIn(root: string, settings: Settings): AsyncGenerator<FaceRecord> {
  if (!(await asStorage(root, () => ifPresent(lstat(journalPath(root)))))) throw nothingToUndo(root);
  const release = settings.dryRun ? async () => undefined : await lockTarget(root);
  let made = 0;
  try {
    const runs = await asStorage(root, () => readJournal(root, settings.onNote));
    const index = runs.findLastIndex((run) => !run.undone);
    const run = runs[index];
    if (run === undefined) throw nothingToUndo(root);
    const undoing = await undoRun(root, run, settings);
    const earlier = runs.slice(0, index).filter(({ undone }) => !undone).length;
    if (!settings.dryRun && undoing.complete) {
      await markUndone(root, index);
      if (earlier === 0) made = await removeJournal(root, runs);
    }
    yield* recordsOf(undoing);
    const { files, originals, left, gone, complete } = undoing;
    settings.onUndone({ at: run.begin.at, files, originals, left, gone, earlier, complete });
  } finally {
    await release();
    if (made > 0) await removeEmpty(root, ancestor(root, made - 1));
  }
}

/** Takes the lock of a target that exists, and clears what a killed run left. */
async function lockTarget(root: string): Promise<() => Promise<void>> {
  const temp = new TempFolder(root);
  await asStorage(root, () => temp.check());
  const lock = await asStorage(root, () => takeLock(temp.path, root));
  await asStorage(root, () => temp.sweep());
  return async () => {
    await lock.release();
    await temp.remove();
  };
}

async function markUndone(root: string, run: number): Promise<void> {
  const journal = new Journal(root);
  try {
    await journal.append({ type: "undone", run });
  } finally {
    await journal.close();
  }
}

/** Removes a journal that has nothing left to undo; tells how many folders were made for the target. */
async function removeJournal(root: string, runs: readonly JournalRun[]): Promise<number> {
  const path = journalPath(root);
  await asStorage(root, () => rm(path, { force: true }));
  await asStorage(root, () => removeKept(root));
  await rmdir(dirname(path)).catch(() => undefined);
  return Math.max(...runs.map(({ begin }) => begin.made));
}

function ancestor(folder: string, levels: number): string {
  let path = resolve(folder);
  for (let level = 0; level < levels; level++) path = dirname(path);
  return path;
}

function* recordsOf({ photos }: Undoing): Generator<FaceRecord> {
  for (const { path, sha256, removed, errors } of photos) {
    for (const error of errors) yield failureOf("place", error, { path, sha256 });
    yield { kind: "photo", path, sha256, removed: removed.sort() };
  }
}

function nothingToUndo(root: string): FacepipeError {
  return new FacepipeError("NOT_FOUND", `Cannot undo in ${root}: place left nothing there to undo`, {
    exit: EXIT.noMatch,
  });
}
