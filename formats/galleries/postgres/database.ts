/**
 * A Postgres database: connections, transactions, and what is done again when one is lost.
 *
 * Reads are repeated. A write is repeated as long as nothing of it can have been saved: it runs in
 * one transaction, so that is until its COMMIT is sent. Nothing waits for ever: connecting, locks,
 * statements and silent servers each have a limit.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient, PoolConfig } from "pg";
import { storageError } from "../../../core/mod.ts";
import { isAnswer, isLost, isUndone, postgresError } from "./postgres_error.ts";
import { Session } from "./session.ts";
import { type Tables, tablesOf } from "./tables.ts";
import type { PostgresTarget } from "./url.ts";

/** Milliseconds to wait for a connection. */
const CONNECT_TIMEOUT = 10_000;

/** Milliseconds after the end of a statement's time by which a server that says nothing counts as gone. */
const SILENCE = 10_000;

/** Default of `busyTimeout`. */
const BUSY_TIMEOUT = 60_000;

const ATTEMPTS = 5;
const FIRST_PAUSE = 40;

const BEGIN = "BEGIN";
const BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/** What is done with a connection. */
export type Work<T> = (session: Session) => Promise<T>;

/** A database. */
export class Database {
  readonly address: string;
  readonly t: Tables;
  readonly #pool: Pool;
  readonly #silence: number;
  #closing: Promise<void> | undefined;

  private constructor(pool: Pool, { address, schema, statementTimeout }: PostgresTarget) {
    this.#pool = pool;
    this.#silence = statementTimeout + SILENCE;
    this.address = address;
    this.t = tablesOf(schema);
  }

  /** Nothing is asked of the server before the first call. */
  static async open(target: PostgresTarget, busyTimeout = BUSY_TIMEOUT): Promise<Database> {
    const { default: pg } = await import("pg");
    // The pool's own limit would also end the wait for a connection that others of us use.
    class Client extends pg.Client {
      constructor(config?: object) {
        super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT });
      }
    }
    const config: PoolConfig = {
      connectionString: target.connectionString,
      Client,
      max: target.poolSize,
      statement_timeout: target.statementTimeout,
      lock_timeout: busyTimeout,
      idle_in_transaction_session_timeout: target.statementTimeout,
      fallback_application_name: "facepipe",
      keepAlive: true,
      allowExitOnIdle: true,
    };
    const pool = new pg.Pool(config);
    // A connection that is lost while nobody uses it is not missed.
    pool.on("error", () => {});
    return new Database(pool, target);
  }

  /** Reads with statements on their own. The work runs again where a connection is lost. */
  read<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
    return this.#attempts(() => this.#connected(work, signal), signal);
  }

  /** Reads from one state of the database. */
  snapshot<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
    return this.#attempts(() => this.#connected(inTransaction(BEGIN_SNAPSHOT, work), signal), signal);
  }

  /** Writes, all or nothing; on return it is saved. What the work throws undoes it; it may run again. */
  write<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
    return this.#attempts(() => this.#connected(inTransaction(BEGIN, work), signal), signal);
  }

  /** Runs statements that may take as long as they need, on a connection that is not used again. */
  maintain<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
    const patient: Work<T> = async (session) => {
      await session.patient();
      return work(session);
    };
    return this.#attempts(() => this.#connected(patient, signal, true), signal);
  }

  /** Waits for what is under way, and closes the connections. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async #attempts<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let pause = FIRST_PAUSE, left = ATTEMPTS - 1; ; pause *= 2, left--) {
      signal?.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        if (left === 0 || !(isLost(error) || isUndone(error))) throw this.#errorOf(error);
        await sleep(pause * (0.5 + Math.random()));
      }
    }
  }

  #errorOf(error: unknown): unknown {
    if (!(error instanceof UnknownOutcome)) return postgresError(this.address, error);
    return storageError(
      `Cannot use gallery database ${this.address}: the connection was lost while a change was saved: look whether it was, and repeat it if not`,
      error.cause,
    );
  }

  async #connected<T>(work: Work<T>, signal?: AbortSignal, lastUse = false): Promise<T> {
    const abort = abortion(signal);
    const connecting = this.#pool.connect();
    let client: PoolClient;
    try {
      client = await Promise.race([connecting, abort.happens]);
    } catch (error) {
      abort.ignore();
      connecting.then((late) => late.release()).catch(() => {});
      throw error;
    }
    // The statement under way reports a lost connection too.
    const ignore = () => {};
    client.on("error", ignore);
    let reusable = !lastUse;
    try {
      return await Promise.race([
        work(new Session(client, this.address, this.t, this.#silence)),
        abort.happens,
      ]);
    } catch (error) {
      reusable &&= signal?.aborted !== true && isReusableAfter(error);
      throw error;
    } finally {
      abort.ignore();
      client.release(!reusable);
      client.off("error", ignore);
    }
  }
}

/** The connection was lost while a COMMIT was under way. */
class UnknownOutcome extends Error {}

function isReusableAfter(error: unknown): boolean {
  if (error instanceof UnknownOutcome) return false;
  // Errors that are not the driver's or the network's are thrown by our own code, after a ROLLBACK.
  return isAnswer(error) || (error as { name?: unknown })?.name === "FacepipeError";
}

function inTransaction<T>(begin: string, work: Work<T>): Work<T> {
  return async (session) => {
    await session.command(begin);
    let result: T;
    try {
      result = await work(session);
    } catch (error) {
      // Where the connection is lost, the server undoes it by itself.
      await session.command("ROLLBACK").catch(() => {});
      throw error;
    }
    try {
      await session.command("COMMIT");
    } catch (error) {
      if (isAnswer(error)) throw error;
      throw new UnknownOutcome("the connection was lost", { cause: error });
    }
    return result;
  };
}

/** A promise that fails when the signal fires. */
function abortion(signal: AbortSignal | undefined): { happens: Promise<never>; ignore: () => void } {
  let ignore = () => {};
  const happens = new Promise<never>((_, reject) => {
    const fail = () => reject(signal?.reason);
    if (signal?.aborted) fail();
    signal?.addEventListener("abort", fail, { once: true });
    ignore = () => signal?.removeEventListener("abort", fail);
  });
  happens.catch(() => {});
  return { happens, ignore };
}
