/**
 * Who may have written a journal: it says which files to remove.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { storageError } from "../../core/mod.ts";

/** Bits of a file's mode that let others write to it. */
const OTHERS_WRITE = 0o022;

/**
 * Makes sure that nobody but the user may have written a journal. File systems that give every
 * file one owner and one mode, as FAT and NTFS do under Linux, cannot tell.
 *
 * @param note Told where the file system cannot tell.
 * @throws FacepipeError (exit 6) where somebody else may have written it.
 */
export async function expectOwn(
  file: FileHandle,
  path: string,
  note: (message: string) => void,
): Promise<void> {
  const self = process.getuid?.();
  const why = whyForeign(await file.stat(), self);
  if (why === undefined) return;
  if (await keepsOwners(dirname(path), self)) throw storageError(`Cannot use journal ${path}: ${why}`);
  note(`${path}: ${why}, and its file system does not let that be changed`);
}

function whyForeign({ uid, mode }: Stats, self: number | undefined): string | undefined {
  if (self === undefined) return undefined;
  if (uid !== self) return "it belongs to another user";
  return (mode & OTHERS_WRITE) === 0 ? undefined : "others may write to it";
}

/** Whether a file that is made for the user alone is the user's alone. */
async function keepsOwners(folder: string, self: number | undefined): Promise<boolean> {
  const path = join(folder, `probe-${randomUUID()}`);
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.chmod(0o600).catch(() => undefined);
      return whyForeign(await file.stat(), self) === undefined;
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
  } catch {
    return true;
  }
}
