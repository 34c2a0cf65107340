/**
 * Columns of an Arrow record batch, made of whole typed arrays.
 * @module
 */
import {
  Binary,
  Bool,
  type Data,
  DataType,
  type Dictionary,
  type FixedSizeList,
  Float32,
  Float64,
  Int64,
  type List,
  makeData,
  Utf8,
  Vector,
} from "apache-arrow";
import { type Box, type FieldType, type FieldTypes, KINDS, type Point } from "../../core/mod.ts";
import { bitsOf, Cells, nullsOf, offsetsOf } from "./cells.ts";

const TWO_TO_32 = 2 ** 32;

/** Values as they are collected: objects as JSON text, the others as in the record. */
export type Stored<T extends FieldType> = T extends "object" | "objects" ? string : FieldTypes[T];

type Make<T extends FieldType> = (cells: Cells<Stored<T>>, length: number, type: DataType) => Data;

/** Makes a column of `length` rows, by field type. Texts must be well-formed. */
export const COLUMN_DATA: { readonly [T in FieldType]: Make<T> } = {
  kind: kindData,
  string: textData,
  sha256: textData,
  object: textData,
  objects: textData,
  integer: integerData,
  number: numberData,
  boolean: booleanData,
  bytes: bytesData,
  embedding: embeddingData,
  box: boxData,
  landmarks: landmarksData,
  strings: stringsData,
};

/** One dictionary for all batches, so that the writer sends it once. */
const KIND_DICTIONARY = new Vector([textData(Cells.of(KINDS), KINDS.length)]);

function kindData(cells: Cells<Stored<"kind">>, length: number, type: DataType): Data {
  const data = Int8Array.from(cells.values, (kind) => KINDS.indexOf(kind));
  return makeData({ type: type as Dictionary, length, nullCount: 0, data, dictionary: KIND_DICTIONARY });
}

function textData(cells: Cells<string>, length: number): Data<Utf8> {
  const { bytes, lengths } = encodeTexts(cells.values);
  const valueOffsets = offsetsOf(cells.rows, lengths, length);
  return makeData({ type: new Utf8(), length, ...nullsOf(cells, length), valueOffsets, data: bytes });
}

/** All texts in one buffer, with the length of each in bytes. */
function encodeTexts(texts: readonly string[]): { bytes: Uint8Array; lengths: number[] } {
  const joined = texts.join("");
  const bytes = Buffer.from(joined, "utf8");
  const isAscii = bytes.length === joined.length;
  return { bytes, lengths: texts.map((text) => (isAscii ? text.length : Buffer.byteLength(text, "utf8"))) };
}

function integerData(cells: Cells<number>, length: number): Data {
  const halves = new Uint32Array(2 * length);
  cells.each((row, value) => {
    halves[2 * row] = value;
    halves[2 * row + 1] = value / TWO_TO_32;
  });
  const data = new BigInt64Array(halves.buffer);
  return makeData({ type: new Int64(), length, ...nullsOf(cells, length), data });
}

function numberData(cells: Cells<number>, length: number): Data {
  const data = new Float64Array(length);
  cells.each((row, value) => {
    data[row] = value;
  });
  return makeData({ type: new Float64(), length, ...nullsOf(cells, length), data });
}

function booleanData(cells: Cells<boolean>, length: number): Data {
  const data = bitsOf(
    cells.rows.filter((_, i) => cells.values[i]),
    length,
  );
  return makeData({ type: new Bool(), length, ...nullsOf(cells, length), data });
}

function bytesData(cells: Cells<Uint8Array>, length: number): Data {
  const valueOffsets = offsetsOf(
    cells.rows,
    cells.values.map((bytes) => bytes.length),
    length,
  );
  const data = Buffer.concat(cells.values);
  return makeData({ type: new Binary(), length, ...nullsOf(cells, length), valueOffsets, data });
}

function embeddingData(cells: Cells<Float32Array>, length: number, type: DataType): Data {
  const nulls = nullsOf(cells, length);
  if (DataType.isFixedSizeList(type)) {
    const values = new Float32Array(length * type.listSize);
    cells.each((row, vector) => values.set(vector, row * type.listSize));
    return makeData({ type, length, ...nulls, child: makeData({ type: new Float32(), data: values }) });
  }
  const lengths = cells.values.map((vector) => vector.length);
  const valueOffsets = offsetsOf(cells.rows, lengths, length);
  const values = new Float32Array(valueOffsets[length]!);
  cells.each((row, vector) => values.set(vector, valueOffsets[row]));
  const child = makeData({ type: new Float32(), data: values });
  return makeData({ type: type as List, length, ...nulls, valueOffsets, child });
}

function boxData(cells: Cells<Box>, length: number, type: DataType): Data {
  return coordinateData(cells, length, type as FixedSizeList);
}

function landmarksData(cells: Cells<Point[]>, length: number, type: DataType): Data {
  return coordinateData(
    cells.map((points) => points.flat()),
    length,
    type as FixedSizeList,
  );
}

function coordinateData(cells: Cells<readonly number[]>, length: number, type: FixedSizeList): Data {
  const values = new Float64Array(length * type.listSize);
  cells.each((row, numbers) => values.set(numbers, row * type.listSize));
  const child = makeData({ type: new Float64(), data: values });
  return makeData({ type, length, ...nullsOf(cells, length), child });
}

function stringsData(cells: Cells<string[]>, length: number, type: DataType): Data {
  const valueOffsets = offsetsOf(
    cells.rows,
    cells.values.map((texts) => texts.length),
    length,
  );
  const texts = cells.values.flat();
  const child = textData(Cells.of(texts), texts.length);
  return makeData({ type: type as List, length, ...nullsOf(cells, length), valueOffsets, child });
}
