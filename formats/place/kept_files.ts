/**
 * Files of others that `place` replaced: they stay in the hidden folder of the target until the run
 * is undone.
 * @module
 */
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expectCodes } from "./file_errors.ts";
import { HIDDEN_FOLDER } from "./journal_file.ts";
import { syncFolder } from "./sync_folder.ts";

const FOLDER = "kept";

/** The path of a file that was kept. */
export function keptPath(root: string, name: string): string {
  return join(root, HIDDEN_FOLDER, FOLDER, name);
}

/** A name that no kept file has. */
export function newKeptName(): string {
  return randomUUID();
}

/** Keeps a file under a name: as a further name of it where the file system can, else as a copy. */
export async function keepFile(root: string, file: string, name: string): Promise<void> {
  const folder = join(root, HIDDEN_FOLDER, FOLDER);
  await mkdir(folder, { mode: 0o700 }).catch((thrown: unknown) => expectCodes(thrown, "EEXIST"));
  const kept = keptPath(root, name);
  await link(file, kept).catch(() => copyFile(file, kept, constants.COPYFILE_EXCL));
  await syncFolder(folder);
}

/** Removes all kept files. */
export async function removeKept(root: string): Promise<void> {
  await rm(join(root, HIDDEN_FOLDER, FOLDER), { recursive: true, force: true });
}
