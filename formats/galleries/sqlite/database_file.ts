/**
 * Opens the file of a gallery database: readable by its owner alone, durable, and careful with
 * files that somebody else made.
 * @module
 */
import { open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { FacepipeError, reasonOf, storageError } from "../../../core/mod.ts";
import { makeFolders } from "../../make_folders.ts";
import { notADatabase } from "./sqlite_error.ts";

/** The path of a database that lives in memory and is gone when it is closed. */
export const IN_MEMORY = ":memory:";

/** Milliseconds that SQLite itself waits for a lock; longer waits must not hold up the process. */
const SHORT_WAIT = 20;

/**
 * Rows of a photo's vector and crop are a few KiB: larger pages waste less of each. Deleted
 * content is overwritten, since vectors are biometric data.
 */
const SETTINGS = `
  PRAGMA page_size = 8192;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -32768;
`;

/** First bytes of every SQLite file, and the least that one has. */
const MAGIC = Buffer.from("SQLite format 3\0", "latin1");
const LEAST_SIZE = 512;

/**
 * Opens the file, and makes it and its folder where there are none.
 *
 * @param note Told where others than the file's owner may read it.
 * @throws SQLite's errors, FacepipeError STORAGE_ERROR.
 */
export async function openDatabaseFile(
  path: string,
  note?: (message: string) => void,
): Promise<DatabaseSyncInstance> {
  const { DatabaseSync } = await import("@photostructure/sqlite");
  if (path !== IN_MEMORY) await prepareFile(path);
  const database = new DatabaseSync(path, { timeout: SHORT_WAIT, defensive: true });
  try {
    database.exec(SETTINGS);
    if (path !== IN_MEMORY) await noteReaders(path, note);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function noteReaders(path: string, note?: (message: string) => void): Promise<void> {
  if (!note || process.platform === "win32") return;
  const mode = (await stat(path)).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  note(
    `Gallery database ${path}: others may use it, its mode is ${mode.toString(8)}: if they should not, chmod 600`,
  );
}

/** Makes an empty file, which is an empty database; SQLite gives its side files the mode of the file itself. */
async function prepareFile(path: string): Promise<void> {
  try {
    await makeFolders(dirname(path), 0o700);
    if (await isDatabase(path)) return;
    const file = await open(path, "a", 0o600);
    // Somebody may have made the empty file, for all to read. Some file systems know no modes.
    await file.chmod(0o600).catch(() => {});
    await file.close();
  } catch (error) {
    if (error instanceof FacepipeError) throw error;
    const inTheWay = (error as NodeJS.ErrnoException).code === "EEXIST";
    const reason = inTheWay ? "part of the path is not a folder" : reasonOf(error);
    throw storageError(`Cannot use gallery database ${path}: ${reason}`, error);
  }
}

/** SQLite takes files of a few bytes, whatever they say, for empty databases and writes over them. */
async function isDatabase(path: string): Promise<boolean> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!stats) return false;
  if (!stats.isFile()) throw storageError(`Cannot use gallery database ${path}: it is no file`);
  if (stats.size === 0) return false;
  const file = await open(path, "r");
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(MAGIC.length), position: 0 });
    if (stats.size >= LEAST_SIZE && buffer.equals(MAGIC)) return true;
  } finally {
    await file.close();
  }
  throw notADatabase(path);
}
