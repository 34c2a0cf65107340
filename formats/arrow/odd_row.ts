/**
 * Reads one row of an Arrow record batch by itself: for rows with a value that will not do, which an
 * error names, and for those with fields that have no column.
 * @module
 */
import { describe, isObject, Mismatch } from "../../core/field_checks.ts";
import { type FaceRecord, streamError, validateRecord } from "../../core/mod.ts";
import { setField } from "../set_field.ts";
import { jsonValue, parseJson } from "./cell_values.ts";
import type { LoadedColumn } from "./checked_cells.ts";
import { nameOf, type Position } from "./position.ts";

/**
 * The record of a row.
 *
 * @throws {FacepipeError} MALFORMED_REQUEST, naming batch, row and field.
 */
export function readOddRow(columns: readonly LoadedColumn[], row: number, position: Position): FaceRecord {
  const where = () => nameOf(position);
  const record: Record<string, unknown> = {};
  const valueIn = ({ column }: LoadedColumn) => column.read(row, row + 1)[0];
  const kindColumn = columns.find(({ plan }) => plan.name === "kind");
  const kind = kindColumn && valueIn(kindColumn);
  for (const loaded of columns) {
    const { plan } = loaded;
    const value = valueIn(loaded);
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
  return validateRecord(record, where);
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
