/**
 * Where the files of the cache lie: `<settings>/<first digits>/<sha256>.faces`, and what of a
 * folder is the cache's own. Other files are never counted, read or removed.
 * @module
 */
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EntryKey } from "./entry.ts";

const ENTRY = /^[0-9a-f]{64}\.faces$/;
const DRAFT = /^\.[0-9a-f-]{36}\.draft$/;
const GROUP = /^[0-9a-f]{2}$/;
const SETTINGS = /^[0-9a-f]{32}$/;

/** Space on a disk is given out in pieces of this many bytes, on nearly all file systems. */
const BLOCK = 4096;

/** A draft this old, in milliseconds, was left by a process that is gone. */
const ABANDONED_AFTER = 60 * 60 * 1000;

/** The folder of an entry, below the root of the cache. */
export function folderOf({ settings, sha256 }: EntryKey): string {
  return join(settings, sha256.slice(0, 2));
}

/** The name of an entry in its folder. */
export function nameOf({ sha256 }: EntryKey): string {
  return `${sha256}.faces`;
}

/** The name of a file that becomes an entry once it is whole. */
export function draftName(id: string): string {
  return `.${id}.draft`;
}

/** A file of the cache. */
export interface CacheFile {
  readonly path: string;
  readonly settings: string;
  /** Bytes that it takes on the disk, about. */
  readonly bytes: number;
  /** When it was written or last used, in milliseconds. */
  readonly used: number;
  /** True where it was left unfinished by a process that is gone. */
  readonly abandoned: boolean;
}

/** Every file of the cache, in any order; drafts that may still be written are left out. */
export async function* cacheFiles(root: string): AsyncGenerator<CacheFile> {
  for (const settings of await foldersIn(root, SETTINGS)) {
    for (const group of await foldersIn(join(root, settings), GROUP)) {
      for (const name of await namesIn(join(root, settings, group), (entry) => entry.isFile())) {
        const file = await cacheFile(join(root, settings, group, name), settings, name);
        if (file) yield file;
      }
    }
  }
}

/** The folders that hold entries, those inside others first. */
export async function* cacheFolders(root: string): AsyncGenerator<string> {
  for (const settings of await foldersIn(root, SETTINGS)) {
    for (const group of await foldersIn(join(root, settings), GROUP)) yield join(root, settings, group);
    yield join(root, settings);
  }
}

async function cacheFile(path: string, settings: string, name: string): Promise<CacheFile | undefined> {
  const isDraft = DRAFT.test(name);
  if (!isDraft && !ENTRY.test(name)) return undefined;
  // Another process may have removed it in the meantime.
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return undefined;
  if (isDraft && Date.now() - stats.mtimeMs < ABANDONED_AFTER) return undefined;
  const bytes = Math.ceil(stats.size / BLOCK) * BLOCK;
  return { path, settings, bytes, used: stats.mtimeMs, abandoned: isDraft };
}

async function foldersIn(folder: string, pattern: RegExp): Promise<string[]> {
  return (await namesIn(folder, (entry) => entry.isDirectory())).filter((name) => pattern.test(name));
}

type Entry = { isDirectory(): boolean; isFile(): boolean };

/** Names in a folder, none where it is not there. */
async function namesIn(folder: string, wanted: (entry: Entry) => boolean): Promise<string[]> {
  const names: string[] = [];
  const entries = await opendir(folder).catch(() => undefined);
  if (!entries) return names;
  for await (const entry of entries) if (wanted(entry)) names.push(entry.name);
  return names.sort();
}
