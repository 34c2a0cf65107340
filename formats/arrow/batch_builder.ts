/**
 * Collects records by column until they make an Arrow record batch.
 * @module
 */
import { makeData, RecordBatch, type Schema, Struct } from "apache-arrow";
import { type FaceRecord, FIELD_ENTRIES, KINDS, type Kind } from "../../core/mod.ts";
import { memberJson } from "../record_json.ts";
import { Collector } from "./collector.ts";

/** Takes records apart and makes a batch of them. */
export class BatchBuilder {
  readonly #columns = FIELD_ENTRIES.map(([, field]) => new Collector(field.type));
  readonly #extra = new Collector("string");
  readonly #byKind = new Map(KINDS.map((kind) => [kind, this.#columnsOf(kind)]));
  #rows = 0;
  #bytes = 0;

  /** Number of records collected. */
  get rows(): number {
    return this.#rows;
  }

  /** About how much memory they take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Collects a record, or throws and leaves what was collected as it was. */
  add(record: FaceRecord): void {
    const columns = this.#byKind.get(record.kind)!;
    const targets: Collector[] = [];
    const values: unknown[] = [];
    let extra = "";
    for (const [name, value] of Object.entries(record)) {
      if (value === undefined) continue;
      const column = columns.get(name);
      if (column === undefined || !fitsArrow(value)) extra += memberJson(name, value);
      else {
        targets.push(column);
        values.push(column.stored(value));
      }
    }
    if (extra !== "") this.#bytes += this.#extra.add(this.#rows, `{${extra.slice(1)}}`);
    for (const [i, column] of targets.entries()) this.#bytes += column.add(this.#rows, values[i]);
    this.#rows++;
  }

  /** The batch of the records so far; none are left. */
  take(schema: Schema): RecordBatch {
    const length = this.#rows;
    const children = [...this.#columns, this.#extra].map((column, i) =>
      column.take(length, schema.fields[i]!.type),
    );
    this.#rows = 0;
    this.#bytes = 0;
    return new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
    );
  }

  #columnsOf(kind: Kind): ReadonlyMap<string, Collector> {
    const named = FIELD_ENTRIES.map(([name, field], i) => ({ name, field, column: this.#columns[i]! }));
    const carried = named.filter(({ field }) => field.on.includes(kind));
    return new Map(carried.map(({ name, column }) => [name, column]));
  }
}

/** Text in UTF-8 has no room for half a surrogate pair; JSON escapes it. */
function fitsArrow(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  return !Array.isArray(value) || value.every((item) => typeof item !== "string" || item.isWellFormed());
}
