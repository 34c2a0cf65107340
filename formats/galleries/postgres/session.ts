/**
 * A connection in use, and its rows: cells come as the server writes them, and are read by us, so
 * that no setting of the driver changes them.
 * @module
 */
import type { CustomTypesConfig, PoolClient, QueryArrayConfig } from "pg";
import type { Sql } from "./sql.ts";
import type { Tables } from "./tables.ts";

/** A cell as text; null where it is NULL. */
export type Cell = string | null;

const AS_TEXT = { getTypeParser: () => (text: string) => text } as CustomTypesConfig;

/** The longest time that a timer can wait: 24 days. */
const FOR_EVER = 2 ** 31 - 1;

/** A connection in use. */
export class Session {
  /** The database's address, for messages. */
  readonly address: string;
  readonly t: Tables;
  readonly #client: PoolClient;
  #silence: number;

  /** @param silence Milliseconds after which a server that does not answer a statement counts as gone. */
  constructor(client: PoolClient, address: string, t: Tables, silence: number) {
    this.#client = client;
    this.address = address;
    this.t = t;
    this.#silence = silence;
  }

  /** All rows, each as a list of its cells. */
  async all(statement: Sql): Promise<Cell[][]> {
    return (await this.#query(statement)).rows;
  }

  /** The first row. */
  async first(statement: Sql): Promise<Cell[] | undefined> {
    return (await this.all(statement))[0];
  }

  /** Runs a statement; gives the number of rows that it changed. */
  async run(statement: Sql): Promise<number> {
    return (await this.#query(statement)).rowCount ?? 0;
  }

  /** Runs statements of ours that have no values, several of them with semicolons between. */
  async command(text: string): Promise<void> {
    await this.#ask({ text });
  }

  /** Lets the statements from here on take as long as they need. */
  async patient(): Promise<void> {
    this.#silence = FOR_EVER;
    await this.command("SET statement_timeout = 0");
  }

  #query({ text, values }: Sql) {
    return this.#ask({ text, values: [...values] });
  }

  #ask(statement: { text: string; values?: unknown[] }) {
    const query = { ...statement, rowMode: "array", types: AS_TEXT, query_timeout: this.#silence };
    return this.#client.query<Cell[]>(query as QueryArrayConfig);
  }
}
