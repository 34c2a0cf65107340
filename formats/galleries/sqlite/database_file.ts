/**
 * Opens the file of a gallery database: readable by its owner alone, durable, and careful with
 * files that somebody else made.
 * @module
 */
import { mkdirSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { reasonOf, storageError } from "../../../core/mod.ts";

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
  PRAGMA cache_size = -32768;
`;

/** Opens the file, and makes it and its folder where there are none. @throws SQLite's errors, FacepipeError STORAGE_ERROR. */
export async function openDatabaseFile(path: string): Promise<DatabaseSyncInstance> {
  const { DatabaseSync } = await import("@photostructure/sqlite");
  if (path !== IN_MEMORY) await makeFile(path);
  const database = new DatabaseSync(path, { timeout: SHORT_WAIT, defensive: true });
  try {
    database.exec(SETTINGS);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** An empty file is an empty database; SQLite gives its side files the mode of the file itself. */
async function makeFile(path: string): Promise<void> {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 });
    if (await isFile(path)) return;
    await (await open(path, "a", 0o600)).close();
  } catch (error) {
    throw storageError(`Cannot use gallery database ${path}: ${reasonOf(error)}`, error);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isFile()) return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  throw storageError(`Cannot use gallery database ${path}: it is no file`);
}
