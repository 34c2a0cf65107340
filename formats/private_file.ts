/**
 * Files that facepipe makes of what it knows about people: whole or not at all, and the user's own.
 * @module
 */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { reasonOf, storageError } from "../core/mod.ts";

/** Characters that are written at once. */
const CHUNK = 65_536;

/**
 * Writes a text file that only its owner can read, in place of one of that name. It is written
 * beside that and renamed, so no reader ever sees half of it; pipes and devices are written to.
 *
 * @param pieces The text; it may come in any number of pieces.
 * @throws FacepipeError STORAGE_ERROR, exit 6.
 */
export async function writePrivateFile(path: string, pieces: Iterable<string>): Promise<void> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && !found.isFile() && !found.isDirectory()) await writeTo(path, "w", pieces);
    else await replace(path, pieces);
  } catch (thrown) {
    throw storageError(`Cannot write ${path}: ${reasonOf(thrown)}`, thrown);
  }
}

async function replace(path: string, pieces: Iterable<string>): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}`);
  try {
    await writeTo(draft, "wx", pieces);
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

async function writeTo(path: string, flags: string, pieces: Iterable<string>): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    let text = "";
    for (const piece of pieces) {
      text += piece;
      if (text.length < CHUNK) continue;
      await file.appendFile(text);
      text = "";
    }
    await file.appendFile(text);
    await putOnDisk(file);
  } finally {
    await file.close();
  }
}

/** Pipes and terminals have no disk to be put on. */
async function putOnDisk(file: FileHandle): Promise<void> {
  if ((await file.stat()).isFile()) await file.sync();
}
