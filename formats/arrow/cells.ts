/**
 * The values that a batch collects for one column.
 * @module
 */

/** Values of the rows that have one, in the order of the rows. */
export class Cells<T = unknown> {
  readonly rows: number[] = [];
  readonly values: T[] = [];

  /** Cells of a column that has a value in every row. */
  static of<T>(values: Iterable<T>): Cells<T> {
    const cells = new Cells<T>();
    for (const value of values) cells.add(cells.rows.length, value);
    return cells;
  }

  add(row: number, value: T): void {
    this.rows.push(row);
    this.values.push(value);
  }

  each(visit: (row: number, value: T) => void): void {
    for (let i = 0; i < this.rows.length; i++) visit(this.rows[i]!, this.values[i]!);
  }

  /** The same rows with other values. */
  map<R>(convert: (value: T) => R): Cells<R> {
    const cells = new Cells<R>();
    this.each((row, value) => cells.add(row, convert(value)));
    return cells;
  }
}

/** What Arrow wants to know of the nulls in a column of `length` rows. */
export function nullsOf(
  cells: Cells<unknown>,
  length: number,
): { nullCount: number; nullBitmap: Uint8Array | null } {
  const nullCount = length - cells.rows.length;
  return { nullCount, nullBitmap: nullCount === 0 ? null : bitsOf(cells.rows, length) };
}

/** A bitmap with the bits at these positions set. */
export function bitsOf(positions: Iterable<number>, length: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (const at of positions) bits[at >> 3]! |= 1 << (at & 7);
  return bits;
}

/** Where each row's value begins and ends when the cells have these lengths: `length + 1` positions. */
export function offsetsOf(rows: readonly number[], lengths: readonly number[], length: number): Int32Array {
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i < rows.length; i++) offsets[rows[i]! + 1] = lengths[i]!;
  for (let row = 0; row < length; row++) offsets[row + 1]! += offsets[row]!;
  return offsets;
}
