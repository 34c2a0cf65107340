/**
 * Columns of an Arrow record batch as JavaScript values, whatever their Arrow type.
 *
 * Whole buffers are read, for a range of rows at a time; apache-arrow's vectors look up type and
 * chunk again for every cell.
 * @module
 */
import {
  DataType,
  type Dictionary,
  type FixedSizeList,
  type Float,
  type Int,
  Precision,
  Type,
} from "apache-arrow";
import { setField } from "../set_field.ts";
import { type Body, BodyDamage, type Node } from "./body.ts";
import { type Column, columnOf, nullColumn, withNulls } from "./column.ts";
import {
  bitColumn,
  bytesColumn,
  floatColumn,
  integerColumn,
  readOffsets,
  spanOf,
  textColumn,
} from "./flat_columns.ts";

/** Longest list but for floats, which take no more memory than the stream did. */
const MAX_LIST_LENGTH = 2 ** 20;

/** Texts of the dictionaries that have arrived, by id. */
export type Dictionaries = ReadonlyMap<number, readonly unknown[]>;

/** True where {@linkcode readColumn} knows the type. */
export function isReadable(type: DataType): boolean {
  switch (type.typeId) {
    case Type.Null:
    case Type.Bool:
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary:
      return true;
    case Type.Int:
      return [8, 16, 32, 64].includes((type as Int).bitWidth);
    case Type.Float:
      return (type as Float).precision !== Precision.HALF;
    case Type.Dictionary:
      return isText((type as Dictionary).dictionary) && isReadable((type as Dictionary).indices);
    case Type.List:
    case Type.LargeList:
      return childrenReadable(type, 1);
    case Type.FixedSizeList:
      return (type as FixedSizeList).listSize >= 0 && childrenReadable(type, 1);
    case Type.Struct:
      return childrenReadable(type, type.children.length);
    default:
      return false;
  }
}

function childrenReadable(type: DataType, count: number): boolean {
  return type.children.length === count && type.children.every((child) => child && isReadable(child.type));
}

function isText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type);
}

/**
 * The next column of a body. Bytes and lists of floats are views into the body.
 *
 * @param type One that {@linkcode isReadable} accepts.
 * @throws {BodyDamage} where the buffers do not fit the type, here or on reading.
 */
export function readColumn(type: DataType, body: Body, dictionaries: Dictionaries): Column {
  const node = body.node();
  if (DataType.isNull(type)) return nullColumn(node.length);
  const isNull = readNulls(node, body);
  // Writers may leave out the buffers of a column that is null throughout.
  const length = node.nullCount === node.length ? 0 : node.length;
  const values = readValues(DataType.isDictionary(type) ? type.indices : type, length, body, dictionaries);
  if (length === 0) return nullColumn(node.length);
  const column = isNull === undefined ? values : withNulls(values, isNull);
  return DataType.isDictionary(type) ? lookUp(column, dictionaries.get(type.id) ?? []) : column;
}

function readNulls(node: Node, body: Body): ((row: number) => boolean) | undefined {
  const bitmap = body.bytes();
  if (node.nullCount === 0 || node.nullCount === node.length) return undefined;
  if (bitmap.length * 8 < node.length) throw new BodyDamage("a null bitmap is too short");
  return (row) => ((bitmap[row >> 3]! >> (row & 7)) & 1) === 0;
}

function readValues(type: DataType, length: number, body: Body, dictionaries: Dictionaries): Column {
  switch (type.typeId) {
    case Type.Bool:
      return bitColumn(length, body);
    case Type.Int:
      return integerColumn(type as Int, length, body);
    case Type.Float:
      return floatColumn(type as Float, length, body);
    case Type.Utf8:
    case Type.LargeUtf8:
      return textColumn(type.typeId === Type.LargeUtf8, length, body);
    case Type.Binary:
    case Type.LargeBinary:
      return bytesColumn(type.typeId === Type.LargeBinary, length, body);
    case Type.List:
    case Type.LargeList:
      return listColumn(type, length, body, dictionaries);
    case Type.FixedSizeList:
      return fixedListColumn(type as FixedSizeList, length, body, dictionaries);
    default:
      return structColumn(type, length, body, dictionaries);
  }
}

function lookUp(indices: Column, values: readonly unknown[]): Column {
  const valueAt = (index: unknown) => {
    if (index === undefined) return undefined;
    if (!((index as number) >= 0 && (index as number) < values.length)) {
      throw new BodyDamage(`a dictionary has no value ${index}`);
    }
    return values[index as number];
  };
  return { length: indices.length, read: (from, to) => indices.read(from, to).map(valueAt) };
}

function listColumn(type: DataType, length: number, body: Body, dictionaries: Dictionaries): Column {
  const offsets = readOffsets(type.typeId === Type.LargeList, length, body);
  const child = readColumn(type.children[0]!.type, body, dictionaries);
  return columnOf(length, (row) => {
    const [start, end] = spanOf(offsets, row, child.length);
    return listOf(child, start, end);
  });
}

function fixedListColumn(
  type: FixedSizeList,
  length: number,
  body: Body,
  dictionaries: Dictionaries,
): Column {
  const size = type.listSize;
  const child = readColumn(type.children[0]!.type, body, dictionaries);
  if (child.length < size * length) throw new BodyDamage("a list is too short");
  const column = columnOf(length, (row) => listOf(child, row * size, (row + 1) * size));
  return child.floats === undefined ? column : { ...column, lists: { floats: child.floats, size } };
}

function listOf(child: Column, start: number, end: number): unknown {
  if (child.floats !== undefined) return child.floats.subarray(start, end);
  if (end - start > MAX_LIST_LENGTH) throw new BodyDamage(`a list has ${end - start} values`);
  return child.read(start, end).map((value) => value ?? null);
}

function structColumn(type: DataType, length: number, body: Body, dictionaries: Dictionaries): Column {
  const fields = type.children.map(({ name, type: of }) => ({
    name,
    column: readColumn(of, body, dictionaries),
  }));
  if (fields.some(({ column }) => column.length < length)) throw new BodyDamage("a struct is too short");
  const read = (from: number, to: number) => {
    const rows = Array.from({ length: to - from }, (): Record<string, unknown> => ({}));
    for (const { name, column } of fields) {
      const values = column.read(from, to);
      for (const [i, row] of rows.entries()) setField(row, name, values[i]);
    }
    return rows;
  };
  return { length, read };
}
