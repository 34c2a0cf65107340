/**
 * The cache of faces as detection uses it: a file for each photo, written beside and renamed, so
 * that a reader sees all of it or nothing, whoever else writes or is killed.
 * @module
 */
import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Face, type FaceCache, reasonOf } from "../../core/mod.ts";
import { makeFolders } from "../make_folders.ts";
import { type EntryKey, entryText, facesOf } from "./entry.ts";
import { evict } from "./evict.ts";
import { draftName, folderOf, nameOf } from "./layout.ts";
import { openPrivateFolder } from "./private_folder.ts";

/** Larger entries are none: a photo with thousands of faces and their crops stays below. */
const MAX_ENTRY_BYTES = 256 * 2 ** 20;

/** The cache is looked over after this many bytes were added. */
const EVICT_EVERY_BYTES = 64 * 2 ** 20;

/** An entry that is used again gets a new time, but not more often than this, in milliseconds. */
const TOUCH_AFTER = 60 * 60 * 1000;

/** How to open a cache. */
export interface FaceCacheOptions {
  /** Everything that the faces depend on besides the photo; only the same is answered from the cache. */
  readonly settings: unknown;
  /** Most bytes that it may hold on the disk, about. */
  readonly limit: number;
  /** Told, once each, what hinders the cache; the work goes on without it. */
  readonly note: (message: string) => void;
}

/** A cache in a folder. */
export interface FileFaceCache extends FaceCache {
  /** Photos that were answered from the cache so far. */
  readonly hits: number;
  /** Ends the run: makes room where the cache has grown too large. */
  close(): Promise<void>;
}

/**
 * Opens the cache of faces in a folder, which is made, closed to other users. Several processes
 * may use it at once. Whatever is wrong with it hinders nobody: a folder that cannot be used gives
 * a cache that knows nothing, and a broken file is none.
 */
export async function openFaceCache(root: string, options: FaceCacheOptions): Promise<FileFaceCache> {
  const cache = new Cache(root, options);
  await cache.open();
  return cache;
}

class Cache implements FileFaceCache {
  readonly #root: string;
  readonly #options: FaceCacheOptions;
  readonly #settings: string;
  #hits = 0;
  #added = 0;
  #readable = false;
  #writable = false;
  #saidBroken = false;

  constructor(root: string, options: FaceCacheOptions) {
    this.#root = root;
    this.#options = options;
    this.#settings = createHash("sha256").update(JSON.stringify(options.settings)).digest("hex").slice(0, 32);
  }

  get hits(): number {
    return this.#hits;
  }

  async open(): Promise<void> {
    try {
      await openPrivateFolder(this.#root);
      this.#readable = true;
      this.#writable = true;
    } catch (thrown) {
      this.#say(thrown);
    }
  }

  async read(sha256: string): Promise<Face[] | undefined> {
    if (!this.#readable) return undefined;
    const key = { sha256, settings: this.#settings };
    const path = join(this.#root, folderOf(key), nameOf(key));
    try {
      const text = await readEntry(path);
      const faces = text === undefined ? undefined : facesOf(key, text);
      if (text !== undefined && faces === undefined) this.#sayBroken(path);
      if (faces) this.#hits++;
      return faces;
    } catch {
      this.#sayBroken(path);
      return undefined;
    }
  }

  async write(sha256: string, faces: readonly Face[]): Promise<void> {
    if (!this.#writable) return;
    const key = { sha256, settings: this.#settings };
    const text = entryText(key, faces);
    try {
      // Another process that clears the cache may take the folder away once it is made.
      await this.#put(key, text).catch(() => this.#put(key, text));
    } catch (thrown) {
      // Photos in work at the same time may fail alike.
      if (this.#writable) this.#say(thrown);
      this.#writable = false;
      return;
    }
    this.#added += text.length;
    if (this.#added >= EVICT_EVERY_BYTES) await this.#makeRoom();
  }

  async close(): Promise<void> {
    if (this.#added > 0) await this.#makeRoom();
  }

  async #put(key: EntryKey, text: string): Promise<void> {
    const folder = join(this.#root, folderOf(key));
    await makeFolders(folder, 0o700);
    const draft = join(folder, draftName(randomUUID()));
    try {
      await writeFile(draft, text, { mode: 0o600, flag: "wx" });
      await rename(draft, join(folder, nameOf(key)));
    } catch (thrown) {
      await rm(draft, { force: true });
      throw thrown;
    }
  }

  async #makeRoom(): Promise<void> {
    this.#added = 0;
    // A file that another process holds open, or removed, is a matter of the next time.
    await evict(this.#root, this.#options.limit).catch(() => undefined);
  }

  #say(thrown: unknown): void {
    this.#options.note(`Cannot keep faces in ${this.#root}: ${reasonOf(thrown)}; going on without`);
  }

  #sayBroken(path: string): void {
    if (!this.#saidBroken)
      this.#options.note(`${path} is no whole file of the cache; its photo is looked at anew`);
    this.#saidBroken = true;
  }
}

/** The text of an entry, undefined where there is none. */
async function readEntry(path: string): Promise<string | undefined> {
  // Opening a FIFO waits for its other end, unless told not to; a symbolic link leads elsewhere.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > MAX_ENTRY_BYTES) return "";
    const now = new Date();
    if (now.getTime() - stats.mtimeMs > TOUCH_AFTER) await file.utimes(now, now);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
