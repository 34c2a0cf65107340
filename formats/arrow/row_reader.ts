/**
 * Turns the columns of Arrow record batches into checked records.
 * @module
 */
import { type FaceRecord, FIELD_ENTRIES, KINDS, streamError } from "../../core/mod.ts";
import { type Body, BodyDamage } from "./body.ts";
import { checkedCells, type LoadedColumn, type RowWindow } from "./checked_cells.ts";
import type { PlannedColumn } from "./column_plan.ts";
import { type Dictionaries, readColumn } from "./columns.ts";
import { readOddRow } from "./odd_row.ts";
import { nameOf, type Position } from "./position.ts";
import { RecordBuilder } from "./record_builder.ts";

/** Rows taken from the columns at once: few enough to stay in the cache, and to bound memory in huge batches. */
const WINDOW = 256;

/**
 * The records of a batch, some at a time.
 *
 * @param length Number of rows.
 * @throws {FacepipeError} MALFORMED_REQUEST, naming batch, row and field, after the records before it.
 */
export function* readRows(
  plans: readonly PlannedColumn[],
  length: number,
  body: Body,
  dictionaries: Dictionaries,
  position: Position,
): Generator<FaceRecord[], void, undefined> {
  const loaded = plans.map((plan) => loadColumn(plan, length, body, dictionaries, position));
  const columns = loaded.filter(({ column }) => !column.allNull);
  for (let from = 0; from < length; from += WINDOW) {
    position.row = 0;
    const records: FaceRecord[] = [];
    try {
      readWindow(columns, from, Math.min(from + WINDOW, length), position, records);
    } catch (error) {
      if (records.length > 0) yield records;
      throw error;
    }
    yield records;
  }
}

function loadColumn(
  plan: PlannedColumn,
  length: number,
  body: Body,
  dictionaries: Dictionaries,
  position: Position,
): LoadedColumn {
  const column = orDamage(plan, position, () => readColumn(plan.type, body, dictionaries));
  if (column.length === length) return { plan, column };
  throw streamError(nameOf(position), `damaged: ${column.length} values for ${length} rows`, plan.shown);
}

/** Reads rows into `records`; of damaged ones the first is told, and those before it stay. */
function readWindow(
  columns: readonly LoadedColumn[],
  from: number,
  to: number,
  position: Position,
  records: FaceRecord[],
): void {
  const window = windowOf(columns, from, to, position);
  const values = columns.map((column) => orDamage(column.plan, position, () => checkedCells(column, window)));
  markIncomplete(columns, values, window);
  const names = columns.map(({ plan }) => plan.name);
  const builder = new RecordBuilder(names, values);
  for (let i = 0; i < to - from; i++) {
    position.row = from + i + 1;
    records.push(
      window.odd[i] ? readOddRow(columns, from + i, position) : builder.record(i, window.kinds[i]),
    );
  }
}

/** Rows without a kind are odd. */
function windowOf(columns: readonly LoadedColumn[], from: number, to: number, position: Position): RowWindow {
  const found = columns.find(({ plan }) => plan.name === "kind");
  const kinds: unknown[] = found
    ? orDamage(found.plan, position, () => found.column.read(from, to))
    : new Array(to - from).fill(undefined);
  const present = [...new Set(kinds)];
  const odd = new Uint8Array(to - from);
  if (!present.every(isKind)) for (let i = 0; i < odd.length; i++) odd[i] = Number(!isKind(kinds[i]));
  return { from, to, kinds, present: present.filter(isKind), odd };
}

function isKind(kind: unknown): boolean {
  return (KINDS as readonly unknown[]).includes(kind);
}

/** Marks rows as odd that lack what every record of their kind has. */
function markIncomplete(
  columns: readonly LoadedColumn[],
  values: readonly unknown[][],
  { kinds, present, odd }: RowWindow,
): void {
  for (const [name, { required }] of FIELD_ENTRIES) {
    const needed = new Set<unknown>(required.filter((kind) => present.includes(kind)));
    if (needed.size === 0) continue;
    const cells = values[columns.findIndex(({ plan }) => plan.name === name)];
    for (let i = 0; i < odd.length; i++) if (cells?.[i] === undefined && needed.has(kinds[i])) odd[i] = 1;
  }
}

function orDamage<T>(plan: PlannedColumn, position: Position, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BodyDamage)) throw error;
    throw streamError(nameOf(position), `damaged: ${error.message}`, plan.shown, error);
  }
}
