/**
 * The files of an index: `<source>.json` says which of the others belong together; these have names of
 * their own, never change but for vectors that are overwritten when they are removed, and carry the
 * process that wrote them, so that what a killed one left behind can be told from work in progress.
 * @module
 */
import { randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** After so long, a file that nothing names is left over, even where its process seems to live. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Files of this process that no manifest names yet. */
const ours = new Set<string>();

/** A new name of a file of a source. */
export function newName(source: string, extension: "vectors" | "graph" | "json"): string {
  const name = `${source}.${process.pid}-${randomBytes(6).toString("hex")}.${extension}`;
  ours.add(name);
  return name;
}

/** From now on, a manifest names these files. */
export function publishFiles(names: Iterable<string>): void {
  for (const name of names) ours.delete(name);
}

/** Removes files that nobody is to open any more. */
export async function dropFiles(folder: string, names: Iterable<string>): Promise<void> {
  for (const name of names) {
    ours.delete(name);
    await removeFile(join(folder, name));
  }
}

/** The file that names the others. */
export function manifestName(source: string): string {
  return `${source}.json`;
}

/** The file that processes lock to change the others. */
export function lockName(source: string): string {
  return `${source}.lock`;
}

/** Names of all files of a source; sources contain no dot. */
export async function filesOf(folder: string, source: string): Promise<string[]> {
  const names = await readdir(folder).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return [];
    throw thrown;
  });
  return names.filter((name) => name.startsWith(`${source}.`));
}

/** Removes the files of a source that nothing names: left by killed processes, or replaced. */
export async function sweep(folder: string, source: string, named: ReadonlySet<string>): Promise<void> {
  for (const name of await filesOf(folder, source)) {
    if (named.has(name) || name === manifestName(source) || name === lockName(source)) continue;
    if (await isAbandoned(folder, name, source)) await removeFile(join(folder, name));
  }
}

async function isAbandoned(folder: string, name: string, source: string): Promise<boolean> {
  if (ours.has(name)) return false;
  const pid = Number.parseInt(name.slice(source.length + 1), 10);
  if (!isRunning(pid)) return true;
  const stats = await stat(join(folder, name)).catch(() => undefined);
  // What is there for longer than this process can only be of an earlier one with the same number.
  return stats !== undefined && (pid === process.pid || Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS);
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Failing, as where Windows has a file in use, leaves work to a later sweep and harms nothing. */
async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true, maxRetries: 3 }).catch(() => undefined);
}
