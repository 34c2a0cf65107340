/**
 * A connection to a gallery database: reads, and writes that share transactions.
 *
 * Writes that are asked for at the same time become one transaction, so that a thousand faces
 * cost one sync of the disk and not a thousand; each is in a savepoint of its own, and none is
 * acknowledged before the transaction is. Waiting for other processes never holds up this one.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { isBusy, sqliteError } from "./sqlite_error.ts";

/** Milliseconds between two attempts to write while others do: random up to this, so that nobody starves. */
const LONGEST_PAUSE = 30;

/** Default of `busyTimeout`. */
export const BUSY_TIMEOUT = 60_000;

/** A value of a row. Integers come as BigInt. */
export type Cell = bigint | number | string | Uint8Array | null;

/** Tries again while others write. @throws FacepipeError STORAGE_ERROR. */
export async function patiently<T>(
  path: string,
  busyTimeout: number,
  attempt: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (const end = performance.now() + busyTimeout; ; await sleep(Math.random() * LONGEST_PAUSE)) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw sqliteError(path, error);
    }
  }
}

interface Write {
  readonly run: () => void;
  readonly fail: (error: unknown) => void;
  readonly done: () => void;
  readonly signal: AbortSignal | undefined;
}

/** A connection. */
export class Connection {
  readonly path: string;
  readonly #database: DatabaseSyncInstance;
  readonly #busyTimeout: number;
  readonly #statements = new Map<string, StatementSyncInstance>();
  #queue: Write[] = [];
  #flushing: Promise<void> | undefined;
  #closed = false;

  constructor(database: DatabaseSyncInstance, path: string, busyTimeout: number) {
    this.#database = database;
    this.path = path;
    this.#busyTimeout = busyTimeout;
  }

  /** All rows, each as a list of its cells. Only within {@linkcode read} and {@linkcode write}. */
  all(sql: string, ...values: Cell[]): Cell[][] {
    return this.#prepare(sql).all(...values) as Cell[][];
  }

  /** The first row. */
  first(sql: string, ...values: Cell[]): Cell[] | undefined {
    return this.#prepare(sql).get(...values) as Cell[] | undefined;
  }

  /** Runs a statement; gives the number of rows that it changed. */
  run(sql: string, ...values: Cell[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Reads from one state of the database. The function must not wait for anything. */
  async read<T>(read: () => T, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    return this.#patiently(() => {
      this.#database.exec("BEGIN");
      try {
        return read();
      } finally {
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      }
    }, signal);
  }

  /**
   * Writes, all or nothing; on return it is on disk. What the function throws undoes it. The
   * function must not wait for anything, and runs again where the transaction had to be repeated.
   */
  async write<T>(write: () => T, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const result = await new Promise<{ value: T }>((resolve, reject) => {
      let value: T;
      this.#queue.push({
        run: () => {
          value = write();
        },
        done: () => resolve({ value }),
        fail: reject,
        signal,
      });
      this.#flushing ??= this.#flush().finally(() => {
        this.#flushing = undefined;
      });
    });
    return result.value;
  }

  /**
   * Empties the write-ahead log, so that nothing that was overwritten in the file lives on in it.
   *
   * @param insist Wait for readers in other processes; otherwise it is left to a later call.
   * @returns Whether it is empty.
   */
  async truncateLog(insist: boolean, signal?: AbortSignal): Promise<boolean> {
    const empty = () => this.first("PRAGMA wal_checkpoint(TRUNCATE)")?.[0] === 0n;
    for (const end = performance.now() + this.#busyTimeout; ; await sleep(Math.random() * LONGEST_PAUSE)) {
      signal?.throwIfAborted();
      if (await this.#patiently(empty, signal)) return true;
      if (!insist || performance.now() > end) return false;
    }
  }

  /** Waits for writes, and closes. May be called again. */
  async close(): Promise<void> {
    while (this.#flushing) await this.#flushing;
    if (this.#closed) return;
    this.#closed = true;
    // The package lets go of statements, and so of the file, only when they are garbage: until
    // then, or the end of the process, the log stays beside the file. It should be empty.
    if (this.#database.isOpen) await this.truncateLog(false).catch(() => false);
    this.#statements.clear();
    this.#database.close();
  }

  async #flush(): Promise<void> {
    // Writes that are asked for in the same turn of the event loop share a transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        const finish = await this.#patiently(() => this.#transaction(batch));
        for (const settle of finish) settle();
      } catch (error) {
        for (const write of batch) write.fail(error);
      }
    }
  }

  /** Runs the writes in one transaction; gives back what tells their callers. */
  #transaction(batch: readonly Write[]): (() => void)[] {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const finish = batch.map((write) => this.#savepoint(write));
      this.#database.exec("COMMIT");
      return finish;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  #savepoint(write: Write): () => void {
    if (write.signal?.aborted) return () => write.fail(write.signal?.reason);
    this.#database.exec("SAVEPOINT one");
    try {
      write.run();
    } catch (error) {
      // A full disk undoes the whole transaction by itself.
      if (!this.#database.isTransaction) throw error;
      this.#database.exec("ROLLBACK TO one; RELEASE one");
      const reason = sqliteError(this.path, error);
      return () => write.fail(reason);
    }
    this.#database.exec("RELEASE one");
    return () => write.done();
  }

  #patiently<T>(attempt: () => T, signal?: AbortSignal): Promise<T> {
    return patiently(this.path, this.#busyTimeout, attempt, signal);
  }

  #prepare(sql: string): StatementSyncInstance {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    // Statements with conditions come in endless variety; those that are used stay.
    if (this.#statements.size >= 500) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}
