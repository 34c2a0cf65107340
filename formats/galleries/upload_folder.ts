/**
 * Uploads in a folder, readable by their owner alone.
 * @module
 */
import { access, chmod, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { reasonOf, storageError, type Uploads } from "../../core/mod.ts";
import { makeFolders } from "../make_folders.ts";
import { checkUploadKey, checkUploadOwner, isUploadKey } from "./upload_key.ts";

/** How long a file may take to be written, in milliseconds. */
const DRAFT_LIFETIME = 60 * 60 * 1000;

/** How uploads in a folder are linked. */
export interface UploadFolderOptions {
  /** Address under which the folder is served; default: links are `file:` addresses. */
  readonly baseUrl?: string;
}

/** Uploads in a folder, which is made when it is needed. */
export function uploadFolder(folder: string, { baseUrl }: UploadFolderOptions = {}): Uploads {
  const root = resolve(folder);
  const base = baseUrl === undefined ? `${pathToFileURL(root).href}/` : baseUrl.replace(/\/*$/, "/");
  const pathOf = (key: string) => join(root, checkUploadKey(key));
  return {
    async save(key, jpeg) {
      await attempt(`write ${pathOf(key)}`, async () => {
        await clearDrafts(draftsOf(root, key));
        await write(root, draftsOf(root, key), pathOf(key), jpeg);
      });
      return base + key;
    },
    keyOf(link) {
      const key = link.startsWith(base) ? link.slice(base.length) : "";
      return isUploadKey(key) ? key : undefined;
    },
    linkOf: (key) => base + checkUploadKey(key),
    move: (from, to) =>
      attempt(`move ${pathOf(from)}`, async () => {
        await makeFolder(root, dirname(pathOf(to)));
        await rename(pathOf(from), pathOf(to)).catch(async (error) => {
          await access(pathOf(to)).catch(() => Promise.reject(error));
        });
        await removeIfEmpty(dirname(pathOf(from)));
      }),
    remove: (key) =>
      attempt(`remove ${pathOf(key)}`, async () => {
        await rm(pathOf(key), { force: true });
        await clearDrafts(draftsOf(root, key));
        await removeIfEmpty(dirname(pathOf(key)));
      }),
    removeOwner: (owner) => {
      const path = join(root, checkUploadOwner(owner));
      return attempt(`remove ${path}`, () => rm(path, { recursive: true, force: true }));
    },
    count: (owner) => count(join(root, checkUploadOwner(owner))),
  };
}

/** A file is whole or not there at all, and on disk before its link is given out. */
async function write(root: string, drafts: string, path: string, bytes: Uint8Array): Promise<void> {
  await makeFolder(root, dirname(path));
  await makeFolder(root, drafts);
  const draft = join(drafts, `${basename(path)}.part`);
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The folder of the files of an owner that are not whole yet. */
function draftsOf(root: string, key: string): string {
  return join(root, key.slice(0, key.indexOf("/")), "drafts");
}

/** Removes what processes that ended too early left: nobody writes a file for so long. */
async function clearDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const written = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (Date.now() - written > DRAFT_LIFETIME) await rm(path, { force: true });
  }
}

async function makeFolder(root: string, path: string): Promise<void> {
  await makeFolders(root, 0o700);
  await makeFolders(path, 0o700);
  // The folders of owners and days, whatever the umask is.
  for (const folder of [dirname(path), path]) await chmod(folder, 0o700);
}

/** A day without uploads tells nothing any more. */
async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
}

async function count(folder: string): Promise<number> {
  try {
    const names = await readdir(folder, { recursive: true });
    return names.filter((name) => /\.jpeg(\.part)?$/.test(name)).length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw storageError(`Cannot read ${folder}: ${reasonOf(error)}`, error);
  }
}

async function attempt(what: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    throw storageError(`Cannot ${what}: ${reasonOf(error)}`, error);
  }
}
