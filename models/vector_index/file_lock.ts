/**
 * Lets one process at a time change the files of an index. The lock is one of SQLite on an empty file:
 * the system gives it back when its process dies, however that happens, which no file of our own could.
 * @module
 */
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";

/** Changes take milliseconds, but for an index that is written anew. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 10;

/**
 * Does `work` while no other process, and nobody else in this one, holds the lock.
 *
 * @throws Error where it stays taken for a minute; the system's error where the file cannot be written.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const { DatabaseSync } = await import("@photostructure/sqlite");
  await (await open(path, "a", 0o600)).close();
  const database = new DatabaseSync(path);
  try {
    await take(database);
    return await work();
  } finally {
    database.close();
  }
}

async function take(database: DatabaseSyncInstance): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return database.exec("BEGIN EXCLUSIVE");
    } catch (thrown) {
      if (!/database is locked/.test((thrown as Error).message)) throw thrown;
      if (Date.now() > deadline) throw new Error("another process does not give up its lock");
      await sleep(RETRY_MS * (1 + Math.random()));
    }
  }
}
