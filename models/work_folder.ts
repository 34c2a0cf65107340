/**
 * The hidden folder in which one fetch collects its bytes before they move to their place.
 *
 * Each fetch has its own, so two at once do not meet. It carries the process id of its owner:
 * what a killed fetch leaves behind is found by the next one, which takes over the largest
 * leftover, to go on where it stopped, and removes the others.
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const PREFIX = ".fetching-";

/** Longer than any download pauses; after it, a folder is a leftover even where the owner cannot be asked. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Distinguishes machines that share a cache; a process id means something only on its own. */
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** Names of the folders of this process. After a restart in a container, the process id is often the same. */
const ours = new Set<string>();

/** A folder that belongs to one fetch. */
export interface WorkFolder {
  readonly path: string;
  /** Removes it with all it holds. */
  remove(): Promise<void>;
  /** Leaves the files that it holds to the next fetch. */
  release(): Promise<void>;
}

/**
 * Opens a work folder inside `packFolder`, which is created where needed. It holds what the most
 * advanced of the fetches before had collected when it was cut short.
 *
 * @throws the system's error where the folder cannot be written.
 */
export async function openWorkFolder(packFolder: string): Promise<WorkFolder> {
  await mkdir(packFolder, { recursive: true });
  const name = `${PREFIX}${HOST}-${process.pid}-${randomBytes(4).toString("hex")}`;
  const path = join(packFolder, name);
  ours.add(name);
  if (!(await takeOver(packFolder, path))) await mkdir(path);
  return {
    path,
    remove: () => remove(path),
    release: () => release(path, join(packFolder, `${PREFIX}free-${randomBytes(4).toString("hex")}`)),
  };
}

/** Gives the largest leftover the name `path` and removes the others; false where there is none. */
async function takeOver(packFolder: string, path: string): Promise<boolean> {
  let taken = false;
  for (const leftover of await leftovers(packFolder)) {
    // Another process may take the same one: renaming is atomic, so one of them wins.
    if (!taken) taken = await rename(leftover, path).then(yes, no);
    else await remove(leftover);
  }
  return taken;
}

const yes = () => true;
const no = () => false;

/** Folders of fetches that have ended, largest content first. */
async function leftovers(packFolder: string): Promise<string[]> {
  const found: { path: string; bytes: number }[] = [];
  for (const name of await readdir(packFolder)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(packFolder, name);
    const content = await measure(path);
    if (isAbandoned(name, content.changed)) found.push({ path, bytes: content.bytes });
  }
  return found.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)).map(({ path }) => path);
}

/** Size of the files in a folder and when the last of them changed, in ms; 0 where it cannot be read. */
async function measure(folder: string): Promise<{ bytes: number; changed: number }> {
  let bytes = 0;
  let changed = 0;
  for (const name of [".", ...(await readdir(folder).catch(() => []))]) {
    const stats = await stat(join(folder, name)).catch(() => undefined);
    if (stats?.isFile()) bytes += stats.size;
    changed = Math.max(changed, stats?.mtimeMs ?? 0);
  }
  return { bytes, changed };
}

function isAbandoned(name: string, changed: number): boolean {
  const [host, pid] = name.slice(PREFIX.length).split("-");
  if (host === "free") return true;
  if (changed > 0 && Date.now() - changed > ABANDONED_AFTER_MS) return true;
  if (host !== HOST || ours.has(name)) return false;
  return Number(pid) === process.pid || !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Keeps what a further fetch can go on with. */
async function release(path: string, free: string): Promise<void> {
  const { bytes } = await measure(path);
  if (bytes === 0) await remove(path);
  else await rename(path, free).catch(no);
}

/** Failing, as where a virus scanner holds a file open, leaves work to a later fetch and harms nothing. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(no);
}
