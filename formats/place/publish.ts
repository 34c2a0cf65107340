/**
 * The last step: a finished file gets its name in one step, and never in place of another file.
 * @module
 */
import { link, lstat, open, rename, rm } from "node:fs/promises";
import { codeOf, expectCodes, ifPresent, targetError } from "./file_errors.ts";
import type { TempFolder } from "./temp_folder.ts";

/** Gives a file its name; false where the name is taken. */
export type Publish = (draft: string, final: string) => Promise<boolean>;

/** By a second hard link, which the system refuses where the name exists. */
export async function publishByLink(draft: string, final: string): Promise<boolean> {
  try {
    await link(draft, final);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST") return false;
    throw targetError(final, thrown);
  }
}

/**
 * For file systems without hard links (FAT, exFAT): an empty file made exclusively reserves the
 * name, then the draft is renamed over it. A note in the temporary folder lets the next run
 * remove a reservation that was left behind.
 */
export function publishByReservation(temp: TempFolder): Publish {
  return async (draft, final) => {
    const note = temp.next("reservation");
    try {
      await writeDurably(note, temp.noteOf(final));
      return await renameOverReservation(draft, final);
    } catch (thrown) {
      throw targetError(final, thrown);
    } finally {
      await rm(note, { force: true }).catch(() => undefined);
    }
  };
}

async function renameOverReservation(draft: string, final: string): Promise<boolean> {
  if (!(await reserve(final))) return false;
  // Somebody may have put a file of their own there in the meantime.
  if ((await ifPresent(lstat(final)))?.size !== 0) return false;
  try {
    await rename(draft, final);
    return true;
  } catch (thrown) {
    await rm(final, { force: true });
    throw thrown;
  }
}

async function reserve(final: string): Promise<boolean> {
  try {
    await (await open(final, "wx")).close();
    return true;
  } catch (thrown) {
    expectCodes(thrown, "EEXIST");
    return false;
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
