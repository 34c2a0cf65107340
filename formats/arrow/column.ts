/**
 * What a decoded column of an Arrow record batch looks like.
 * @module
 */

/** Floating-point numbers of either width. */
export type Floats = Float32Array | Float64Array;

/** A column of a batch, read for a range of rows at a time. */
export interface Column {
  readonly length: number;
  /** The values of rows `from` (inclusive) to `to` (exclusive), undefined for null. */
  read(from: number, to: number): unknown[];
  /** All values at once, where they are floating-point numbers and none is null. */
  readonly floats?: Floats;
  /** All numbers at once, where the values are lists of `size` floating-point numbers of which none is null. */
  readonly lists?: { readonly floats: Floats; readonly size: number };
  /** Which rows are null; absent where none is. */
  readonly isNull?: (row: number) => boolean;
  /** Set where all values are null. */
  readonly allNull?: true;
}

/** A column that has a way to get one value. */
export function columnOf(length: number, cell: (row: number) => unknown): Column {
  const read = (from: number, to: number) => {
    const values = new Array<unknown>(to - from);
    for (let i = 0; i < values.length; i++) values[i] = cell(from + i);
    return values;
  };
  return { length, read };
}

/** A column of nulls. */
export function nullColumn(length: number): Column {
  return { length, read: (from, to) => new Array(to - from).fill(undefined), allNull: true };
}

/** The column with null in some rows. */
export function withNulls(column: Column, isNull: (row: number) => boolean): Column {
  const read = (from: number, to: number) => {
    const values = column.read(from, to);
    for (let i = 0; i < values.length; i++) if (isNull(from + i)) values[i] = undefined;
    return values;
  };
  const { length, lists } = column;
  return { length, read, isNull, ...(lists && { lists }) };
}
