/**
 * Makes folders. Node's own `mkdir` with `recursive` says "no such file or folder" of a file system
 * that cannot be written to, and never comes back from one that makes no folders, such as /proc.
 * @module
 */
import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder, and those above it that are not there.
 *
 * @param mode Permissions of all that it makes. Default: what the process gives.
 * @returns The highest folder that it made; undefined where there was nothing to make.
 * @throws The error of the file system, such as EROFS; EEXIST where there is something else of that name.
 */
export async function makeFolders(path: string, mode?: number): Promise<string | undefined> {
  const missing: string[] = [];
  let folder = resolve(path);
  for (; !(await isThere(folder)); folder = dirname(folder)) missing.unshift(folder);
  if (missing.length === 0) {
    // What is there may be a file: then this says so.
    if (!(await stat(folder)).isDirectory()) await mkdir(folder);
    return undefined;
  }
  for (const one of missing) await mkdir(one, mode).catch(unlessThere(one));
  return missing[0];
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return dirname(path) === path;
  }
}

/** Another process may have made it meanwhile. */
function unlessThere(path: string): (error: NodeJS.ErrnoException) => Promise<void> {
  return async (error) => {
    if (error.code !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
  };
}
