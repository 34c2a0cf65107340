/**
 * Sees to it that what was removed from a database is in none of its files: not in the log, not in
 * files of indexes, not in galleries that were only half removed.
 * @module
 */
import { storageError } from "../../../core/mod.ts";
import type { Connection } from "./connection.ts";
import { noteForgotten, unforgottenRows } from "./gallery_rows.ts";
import type { IndexKeeper } from "./index_keeper.ts";
import { sweep } from "./removal.ts";

/** Milliseconds after a removal when the files of the index follow: one write for many removals. */
const DELAY = 1_000;

/** Tidies up. */
export class Tidier {
  readonly #db: Connection;
  readonly #keeper: IndexKeeper;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(db: Connection, keeper: IndexKeeper) {
    this.#db = db;
    this.#keeper = keeper;
  }

  /** Finishes what a process before did not live to do. */
  async takeOver(): Promise<void> {
    await this.#sweep();
    const rows = await this.#db.read(() => unforgottenRows(this.#db));
    if (rows.length > 0) this.#soon();
  }

  /** Removes what was taken away from its owner. */
  async finishRemovals(): Promise<void> {
    await this.#sweep();
    await this.#db.truncateLog(false);
  }

  /** Faces were removed: the log at once, the index a moment later. */
  async afterRemoval(): Promise<void> {
    await this.#db.truncateLog(false);
    this.#soon();
  }

  /** All of it, now. @throws FacepipeError STORAGE_ERROR where another process is in the way. */
  async forget(signal?: AbortSignal): Promise<void> {
    await this.#sweep();
    await this.#indexes();
    if (await this.#db.truncateLog(true, signal)) return;
    throw storageError(
      `Cannot overwrite what was removed from gallery database ${this.#db.path}: another process keeps reading it: repeat it later`,
    );
  }

  /** Does what is still to do. */
  async close(): Promise<void> {
    const pending = this.#timer !== undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
    if (pending) await this.#indexes();
  }

  #sweep(): Promise<void> {
    return sweep(this.#db, (source) => this.#keeper.drop(source));
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // What fails now is tried again by `forget`, by closing, and by the next process.
      this.#running = this.#indexes().catch(() => {});
    }, DELAY).unref();
  }

  async #indexes(): Promise<void> {
    for (const row of await this.#db.read(() => unforgottenRows(this.#db))) {
      await this.#keeper.forget(row);
      await this.#db.write(() => noteForgotten(this.#db, row));
    }
  }
}
