/**
 * Checks the values of a whole column, which takes a fraction of the time that it takes record by
 * record.
 * @module
 */
import { checkDepth, Mismatch } from "../../core/field_checks.ts";
import { jsonValue } from "./cell_values.ts";
import type { Column } from "./column.ts";
import type { PlannedColumn } from "./column_plan.ts";

/** A column with what it means. */
export interface LoadedColumn {
  readonly plan: PlannedColumn;
  readonly column: Column;
}

/** Rows of a batch that are read together. */
export interface RowWindow {
  /** The first, and one past the last. */
  readonly from: number;
  readonly to: number;
  readonly kinds: readonly unknown[];
  /** Each of their kinds once. */
  readonly present: readonly unknown[];
  /** Not 0 for rows that have to be read by themselves. */
  readonly odd: Uint8Array;
}

/**
 * The values of a column as the records will hold them, undefined for null. Rows whose value will
 * not do, and those with fields that have no column, are marked as odd.
 */
export function checkedCells({ plan, column }: LoadedColumn, window: RowWindow): unknown[] {
  const everywhere = window.present.every((kind) => plan.kinds.has(kind));
  const { check, convert, convertList } = plan;
  if (everywhere && check && convertList && column.lists) {
    const { floats, size } = column.lists;
    return collect(window, column.isNull, (row) => check(convertList(floats, row * size, size)));
  }
  const values = column.read(window.from, window.to);
  if (everywhere && plan.fits) return values;
  const isNull = (row: number) => values[row - window.from] === undefined;
  return collect(window, isNull, (row) => {
    const value = values[row - window.from];
    if (plan.isExtra) throw new Mismatch("several fields");
    if (!check || !(everywhere || plan.kinds.has(window.kinds[row - window.from]))) return unknown(value);
    return check(convert ? convert(value) : value);
  });
}

/** A value that no field describes: passed on as JSON would hold it. */
function unknown(value: unknown): unknown {
  const json = jsonValue(value);
  checkDepth(json);
  return json;
}

function collect(
  { from, to, odd }: RowWindow,
  isNull: ((row: number) => boolean) | undefined,
  valueAt: (row: number) => unknown,
): unknown[] {
  const values = new Array<unknown>(to - from);
  for (let i = 0; i < values.length; i++) {
    if (isNull?.(from + i)) continue;
    try {
      values[i] = valueAt(from + i);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      odd[i] = 1;
    }
  }
  return values;
}
