/**
 * Where the journal of a target is, and how it is opened.
 * @module
 */
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { storageError } from "../../core/mod.ts";
import { expectCodes, ifPresent } from "./file_errors.ts";
import { expectOwn } from "./journal_owner.ts";
import { syncFolder } from "./sync_folder.ts";

/** The folder inside the target that stays there. */
export const HIDDEN_FOLDER = ".facepipe";

const NEWLINE = 10;
const CHUNK = 65_536;

/** The journal of a target. */
export function journalPath(root: string): string {
  return join(root, HIDDEN_FOLDER, "journal.ndjson");
}

/**
 * Opens the journal to write at its end, and makes it where there is none. A line that a crash
 * tore is cut off: nothing was done of what it announced. One that could not be read back is refused.
 */
export async function openToAppend(root: string, note: (message: string) => void): Promise<FileHandle> {
  const path = journalPath(root);
  const folder = dirname(path);
  await mkdir(folder, { mode: 0o700 }).catch((thrown: unknown) => expectCodes(thrown, "EEXIST"));
  await expectKind(folder, "folder");
  await expectKind(path, "file");
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
  try {
    await expectOwn(file, path, note);
    await file.truncate(await endOfLines(file));
    await syncFolder(folder);
    await syncFolder(root);
    return file;
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

/** Opens the journal for reading; undefined where there is none. */
export async function openToRead(root: string): Promise<FileHandle | undefined> {
  const path = journalPath(root);
  if ((await ifPresent(lstat(path))) === undefined) return undefined;
  await expectKind(dirname(path), "folder");
  await expectKind(path, "file");
  return await open(path, "r");
}

/** Makes sure that nobody has put something else in its place. */
async function expectKind(path: string, kind: "file" | "folder"): Promise<void> {
  const found = await ifPresent(lstat(path));
  const isRight = kind === "file" ? (found?.isFile() ?? true) : found?.isDirectory();
  if (!isRight) throw storageError(`Cannot use ${path} for the journal: it is not a ${kind}`);
}

/** Where the last whole line ends. */
async function endOfLines(file: FileHandle): Promise<number> {
  const buffer = Buffer.alloc(CHUNK);
  for (let end = (await file.stat()).size; end > 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    const { bytesRead } = await file.read(buffer, 0, end - start, start);
    const newline = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
  }
  return 0;
}
