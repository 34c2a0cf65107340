/**
 * Columns of an Arrow record batch that hold no other columns: bits, numbers, texts, bytes.
 * @module
 */
import { isAscii, isUtf8 } from "node:buffer";
import { type Float, type Int, Precision } from "apache-arrow";
import { type Body, BodyDamage } from "./body.ts";
import { type Column, columnOf } from "./column.ts";

const TWO_TO_32 = 2 ** 32;

/** Booleans, one bit each. */
export function bitColumn(length: number, body: Body): Column {
  const bits = body.numbers(Uint8Array, Math.ceil(length / 8));
  return columnOf(length, (row) => ((bits[row >> 3]! >> (row & 7)) & 1) === 1);
}

/** Floating-point numbers. */
export function floatColumn(type: Float, length: number, body: Body): Column {
  const single = type.precision === Precision.SINGLE;
  const floats = single ? body.numbers(Float32Array, length) : body.numbers(Float64Array, length);
  return { ...columnOf(length, (row) => floats[row]), floats };
}

/** Whole numbers; a BigInt where the number type has no room for one. */
export function integerColumn(type: Int, length: number, body: Body): Column {
  if (type.bitWidth === 64) return wideIntegerColumn(type.isSigned, length, body);
  const values = narrowIntegers(type, length, body);
  return columnOf(length, (row) => values[row]);
}

function narrowIntegers(type: Int, length: number, body: Body): ArrayLike<number> {
  const { bitWidth: width, isSigned } = type;
  if (width === 8) return isSigned ? body.numbers(Int8Array, length) : body.numbers(Uint8Array, length);
  if (width === 16) return isSigned ? body.numbers(Int16Array, length) : body.numbers(Uint16Array, length);
  return isSigned ? body.numbers(Int32Array, length) : body.numbers(Uint32Array, length);
}

/** Put together from halves, since a BigInt for each value takes ten times as long. */
function wideIntegerColumn(isSigned: boolean, length: number, body: Body): Column {
  const halves = body.numbers(Int32Array, 2 * length);
  return columnOf(length, (row) => {
    const low = halves[2 * row]! >>> 0;
    const high = isSigned ? halves[2 * row + 1]! : halves[2 * row + 1]! >>> 0;
    const value = high * TWO_TO_32 + low;
    return Number.isSafeInteger(value) ? value : BigInt(high) * BigInt(TWO_TO_32) + BigInt(low);
  });
}

/** Where the values of a column of `length` rows begin and end in its data: `length + 1` positions. */
export function readOffsets(large: boolean, length: number, body: Body): ArrayLike<number> {
  if (length === 0) {
    body.bytes();
    return [0];
  }
  if (!large) return body.numbers(Int32Array, length + 1);
  // Positions that a Float64 cannot hold lie outside any data, and are refused there.
  return Float64Array.from(body.numbers(BigInt64Array, length + 1), Number);
}

/** Start and end of a row's value, checked against the data's length. */
export function spanOf(offsets: ArrayLike<number>, row: number, dataLength: number): [number, number] {
  const start = offsets[row]!;
  const end = offsets[row + 1]!;
  if (!(start >= 0 && start <= end && end <= dataLength))
    throw new BodyDamage("a value lies outside its column");
  return [start, end];
}

/** Bytes as views into the body. */
export function bytesColumn(large: boolean, length: number, body: Body): Column {
  const offsets = readOffsets(large, length, body);
  const data = body.bytes();
  return columnOf(length, (row) => {
    const [start, end] = spanOf(offsets, row, data.length);
    return new Uint8Array(data.buffer, data.byteOffset + start, end - start);
  });
}

/** Texts. */
export function textColumn(large: boolean, length: number, body: Body): Column {
  const offsets = readOffsets(large, length, body);
  const data = body.bytes();
  return { length, read: (from, to) => readTexts(data, offsets, from, to) };
}

function readTexts(data: Buffer, offsets: ArrayLike<number>, from: number, to: number): string[] {
  const texts = new Array<string>(to - from);
  if (texts.length === 0) return texts;
  const [start, end] = [offsets[from]!, offsets[to]!];
  // Nearly all texts are plain ASCII; cutting one string is several times as fast as decoding many.
  const range = start >= 0 && start <= end && end <= data.length ? data.subarray(start, end) : undefined;
  const ascii = range !== undefined && isAscii(range) ? range.toString("latin1") : undefined;
  for (let i = 0; i < texts.length; i++) {
    const [first, last] = spanOf(offsets, from + i, data.length);
    texts[i] =
      ascii === undefined ? decodeText(data.subarray(first, last)) : ascii.slice(first - start, last - start);
  }
  return texts;
}

function decodeText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new BodyDamage("a text is not valid UTF-8");
  return bytes.toString("utf8");
}
