/**
 * Turns the columns of Arrow record batches into checked records.
 * @module
 */

import { describe, isObject, Mismatch } from "../../core/field_checks.ts";
import { type FaceRecord, streamError, validateRecord } from "../../core/mod.ts";
import { setField } from "../set_field.ts";
import { type Body, BodyDamage } from "./body.ts";
import { jsonValue, parseJson } from "./cell_values.ts";
import type { Column } from "./column.ts";
import type { PlannedColumn } from "./column_plan.ts";
import { type Dictionaries, readColumn } from "./columns.ts";

/** Rows taken from the columns at once: few enough to stay in the cache, and to bound memory in huge batches. */
const WINDOW = 1024;

/** Where reading is; errors are made from it. */
export interface Position {
  /** Counted from 1; 0 before the schema. */
  batch: number;
  /** Counted from 1; 0 before the first row. */
  row: number;
}

/** Position as errors name it. */
export function nameOf(position: Position): string {
  if (position.batch === 0) return "schema";
  return position.row === 0 ? `batch ${position.batch}` : `batch ${position.batch}, row ${position.row}`;
}

interface LoadedColumn {
  readonly plan: PlannedColumn;
  readonly column: Column;
}

/** Values of one column for the rows of a window. */
interface ColumnWindow {
  readonly plan: PlannedColumn;
  readonly values: readonly unknown[];
}

/**
 * The records of a batch.
 *
 * @param length Number of rows.
 * @throws {FacepipeError} MALFORMED_REQUEST, naming batch, row and field.
 */
export function* readRows(
  plans: readonly PlannedColumn[],
  length: number,
  body: Body,
  dictionaries: Dictionaries,
  position: Position,
): Generator<FaceRecord, void, undefined> {
  const loaded = plans.map((plan) => loadColumn(plan, length, body, dictionaries, position));
  const columns = loaded.filter(({ column }) => column.isNull === undefined);
  const where = () => nameOf(position);
  for (let from = 0; from < length; from += WINDOW) {
    position.row = 0;
    const to = Math.min(from + WINDOW, length);
    const windows = columns.map((column) => readWindow(column, from, to, position));
    for (let i = 0; i < to - from; i++) {
      position.row = from + i + 1;
      yield validateRecord(assemble(windows, i, where), where);
    }
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

function readWindow(loaded: LoadedColumn, from: number, to: number, position: Position): ColumnWindow {
  const { plan, column } = loaded;
  return { plan, values: orDamage(plan, position, () => column.read(from, to)) };
}

function orDamage<T>(plan: PlannedColumn, position: Position, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BodyDamage)) throw error;
    throw streamError(nameOf(position), `damaged: ${error.message}`, plan.shown, error);
  }
}

function assemble(
  windows: readonly ColumnWindow[],
  row: number,
  where: () => string,
): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  const kind = windows.find(({ plan }) => plan.name === "kind")?.values[row];
  for (const { plan, values } of windows) {
    const value = values[row];
    if (value === undefined) continue;
    try {
      const convert = plan.kinds.has(kind) ? plan.convert : jsonValue;
      if (plan.isExtra) addExtra(record, value as string);
      else setField(record, plan.name, convert === undefined ? value : convert(value));
    } catch (error) {
      if (error instanceof Mismatch) throw streamError(where(), error.message, plan.shown);
      throw error;
    }
  }
  return record;
}

/** Adds the fields that have no column of their own. */
function addExtra(record: Record<string, unknown>, text: string): void {
  const fields = parseJson(text);
  if (!isObject(fields)) throw new Mismatch("expected a JSON object");
  for (const [name, value] of Object.entries(fields)) {
    if (Object.hasOwn(record, name)) throw new Mismatch(`${describe(name)} has a column already`);
    setField(record, name, value);
  }
}
