/**
 * Where in an Arrow stream reading is.
 * @module
 */

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
