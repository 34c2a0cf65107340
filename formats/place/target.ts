/**
 * The folder to place into: made, locked, swept, and asked what its file system can do.
 * @module
 */
import { constants } from "node:fs";
import { copyFile, link, rmdir, symlink, writeFile } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { DEFAULT_LAYOUT, FacepipeError, reasonOf, storageError } from "../../core/mod.ts";
import { makeFolders } from "../make_folders.ts";
import { codeOf } from "./file_errors.ts";
import { Journal } from "./journal.ts";
import { JOURNAL_VERSION } from "./journal_lines.ts";
import { type Lock, takeLock } from "./lock.ts";
import type { PlaceMode, PlaceSettings } from "./options.ts";
import { type Publish, publishByLink, publishByReservation } from "./publish.ts";
import { syncFolder } from "./sync_folder.ts";
import { TempFolder } from "./temp_folder.ts";

/** A folder that is ready to be placed into. */
export interface Target {
  readonly temp: TempFolder;
  readonly lock: Lock;
  readonly journal: Journal;
  /** False on FAT and the like. */
  readonly hardLinks: boolean;
  readonly publish: Publish;
  /** Removes everything unfinished, and after a failure also the folders made for it; never throws. */
  close(succeeded: boolean): Promise<void>;
}

/**
 * Opens the target.
 *
 * @throws FacepipeError exit 6 where it cannot be written to, is in use, or lacks what the mode needs.
 */
export async function openTarget({ root, mode, layout: { text }, onNote }: PlaceSettings): Promise<Target> {
  const made = await asStorage(root, () => makeFolders(root));
  const temp = new TempFolder(root);
  const at = new Date().toISOString();
  const layout = text === DEFAULT_LAYOUT ? {} : { layout: text };
  const begin = {
    type: "run",
    version: JOURNAL_VERSION,
    at,
    mode,
    made: levels(root, made),
    ...layout,
  } as const;
  const journal = new Journal(root, begin, onNote);
  let lock: Lock | undefined;
  const close = async (succeeded: boolean) => {
    await journal.close(succeeded);
    if (lock?.isHeld()) await temp.sweep().catch(() => undefined);
    await lock?.release();
    await temp.remove();
    if (!succeeded && made !== undefined) await removeEmpty(root, made);
  };
  try {
    await asStorage(root, () => temp.check());
    lock = await asStorage(root, () => takeLock(temp.path, root));
    await asStorage(root, () => temp.sweep());
    const hardLinks = await asStorage(root, () => probe(temp, root, mode));
    if (made !== undefined) await syncFolder(dirname(resolve(made)));
    return {
      temp,
      lock,
      journal,
      hardLinks,
      publish: hardLinks ? publishByLink : publishByReservation(temp),
      close,
    };
  } catch (thrown) {
    await close(false);
    throw thrown;
  }
}

/** How many folders were made, where `made` is the topmost of them. */
function levels(root: string, made: string | undefined): number {
  if (made === undefined) return 0;
  const below = relative(resolve(made), resolve(root));
  return below === "" ? 1 : 1 + below.split(sep).length;
}

/** Errors of the system as errors of the target; `verb` is what is done with it. */
export async function asStorage<T>(root: string, work: () => Promise<T>, verb = "place into"): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    const reason = codeOf(thrown) === "EEXIST" ? "it is not a folder" : reasonOf(thrown);
    throw storageError(`Cannot ${verb} ${root}: ${reason}`, thrown);
  }
}

/** How to try what a mode needs of the file system. */
const TRIALS: { [M in PlaceMode]?: (from: string, to: string) => Promise<void> } = {
  hardlink: link,
  symlink,
  reflink: (from, to) => copyFile(from, to, constants.COPYFILE_FICLONE_FORCE),
};

/** Tries what the mode needs; tells whether there are hard links. */
async function probe(temp: TempFolder, root: string, mode: PlaceMode): Promise<boolean> {
  const file = temp.next("probe");
  await writeFile(file, "probe");
  const hardLinks = await works(() => link(file, temp.next("probe")));
  const able = await works(async () => TRIALS[mode]?.(file, temp.next("probe")));
  await temp.sweep();
  if (able) return hardLinks;
  throw storageError(
    `Cannot use --mode ${mode} in ${root}: its file system has no ${mode}s; try --mode copy`,
  );
}

async function works(attempt: () => Promise<void>): Promise<boolean> {
  return attempt().then(
    () => true,
    () => false,
  );
}

/** Removes a folder and those above it, up to `top`, as long as they are empty. */
export async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const removed = await works(() => rmdir(path));
    if (!removed || path === resolve(top)) return;
  }
}
