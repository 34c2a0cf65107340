/**
 * Records from Arrow IPC streams.
 * @module
 */
import type { DataType } from "apache-arrow";
import { type FaceRecord, streamError } from "../../core/mod.ts";
import { ByteSource } from "../byte_source.ts";
import { flatten } from "../flatten.ts";
import { Body, BodyDamage } from "./body.ts";
import { type PlannedColumn, planColumns } from "./column_plan.ts";
import { readColumn } from "./columns.ts";
import { type ArrowMessage, readMessages } from "./messages.ts";
import { nameOf, type Position } from "./position.ts";
import { readRows } from "./row_reader.ts";

/** Most values of one dictionary: people and cameras, not records. */
const MAX_DICTIONARY_LENGTH = 2 ** 20;

type Dictionary = ArrowMessage & { readonly is: "dictionary" };

/** Reads records from an Arrow IPC stream; `readArrow` says how. */
export function readArrowStream(chunks: AsyncIterable<Uint8Array>): AsyncIterable<FaceRecord> {
  return flatten(readGroups(chunks));
}

async function* readGroups(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FaceRecord[], void, undefined> {
  const source = new ByteSource(chunks);
  const decoder = new StreamDecoder();
  try {
    for await (const message of readMessages(source, decoder.where)) {
      for (const records of decoder.records(message)) yield records;
    }
  } finally {
    await source.close();
  }
}

/** Keeps what later messages need of the earlier ones. */
class StreamDecoder {
  readonly #position: Position = { batch: 0, row: 0 };
  #columns: readonly PlannedColumn[] = [];
  #dictionaryTypes: ReadonlyMap<number, DataType> = new Map();
  #dictionaries = new Map<number, unknown[]>();

  /** Names the message that comes next. */
  readonly where = () => nameOf(this.#position);

  /** The records of a message, if it is one that has any, some at a time. */
  *records(message: ArrowMessage): Generator<FaceRecord[], void, undefined> {
    if (message.is === "dictionary") return this.#addDictionary(message);
    if (message.is === "schema") {
      this.#columns = planColumns(message.schema);
      this.#dictionaryTypes = message.schema.dictionaries;
      this.#dictionaries = new Map();
      this.#position.batch ||= 1;
      return;
    }
    const { batch, body } = message;
    // The kind of every row takes a byte, so that a small batch cannot claim many rows.
    if (!(batch.length >= 0 && batch.length <= body.length))
      throw this.#damaged(`it claims ${batch.length} rows`);
    yield* readRows(this.#columns, batch.length, new Body(body, batch), this.#dictionaries, this.#position);
    this.#position.batch++;
    this.#position.row = 0;
  }

  #addDictionary({ dictionary, batch, body }: Dictionary): void {
    const type = this.#dictionaryTypes.get(dictionary.id);
    if (type === undefined) throw this.#damaged(`the schema has no dictionary ${dictionary.id}`);
    const known = dictionary.isDelta ? (this.#dictionaries.get(dictionary.id) ?? []) : [];
    try {
      const column = readColumn(type, new Body(body, batch), this.#dictionaries);
      const length = known.length + column.length;
      if (length > MAX_DICTIONARY_LENGTH) throw new BodyDamage(`it has ${length} values`);
      for (const value of column.read(0, column.length)) known.push(value);
    } catch (error) {
      if (!(error instanceof BodyDamage)) throw error;
      throw this.#damaged(`dictionary ${dictionary.id}: ${error.message}`, error);
    }
    this.#dictionaries.set(dictionary.id, known);
  }

  #damaged(what: string, cause?: unknown) {
    return streamError(this.where(), `damaged: ${what}`, undefined, cause);
  }
}
