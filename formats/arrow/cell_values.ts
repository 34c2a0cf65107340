/**
 * Turns values as Arrow columns hold them into values of record fields.
 * @module
 */
import { encodeBase64 } from "../../core/base64.ts";
import { Mismatch } from "../../core/field_checks.ts";
import type { FieldType, Point } from "../../core/mod.ts";
import { setField } from "../set_field.ts";
import type { Floats } from "./column.ts";

/** What brings a cell into the form in which a field is checked; undefined where it has that form. */
export type Conversion = ((value: unknown) => unknown) | undefined;

/** The conversion for a field type. Values of a wrong form are left for the check of the record to refuse. */
export function fieldConversion(type: FieldType): Conversion {
  switch (type) {
    case "embedding":
      return (value) => (value instanceof Float64Array ? Float32Array.from(value) : value);
    case "box":
      return plainList;
    case "landmarks":
      return (value) => pairs(plainList(value));
    case "object":
    case "objects":
      return parsed;
    default:
      return undefined;
  }
}

/** What makes the value of a field of the `size` numbers from `start` on, in the form in which it is checked. */
export type ListConversion = ((floats: Floats, start: number, size: number) => unknown) | undefined;

/** The conversion for a field whose cells are lists of numbers, which spares a view of each list. */
export function listConversion(type: FieldType): ListConversion {
  switch (type) {
    case "embedding":
      return vectorAt;
    case "box":
      return listAt;
    case "landmarks":
      return (floats, start, size) => (size === 10 ? pairsAt(floats, start) : listAt(floats, start, size));
    default:
      return undefined;
  }
}

function vectorAt(floats: Floats, start: number, size: number): Float32Array {
  if (floats instanceof Float64Array) return Float32Array.from(floats.subarray(start, start + size));
  return new Float32Array(floats.buffer, floats.byteOffset + start * floats.BYTES_PER_ELEMENT, size);
}

function listAt(floats: Floats, start: number, size: number): number[] {
  if (size === 4) return [floats[start]!, floats[start + 1]!, floats[start + 2]!, floats[start + 3]!];
  return Array.from(floats.subarray(start, start + size));
}

function pairsAt(floats: Floats, start: number): Point[] {
  const pair = (at: number): Point => [floats[at]!, floats[at + 1]!];
  return [pair(start), pair(start + 2), pair(start + 4), pair(start + 6), pair(start + 8)];
}

function isFloats(value: unknown): value is Floats {
  return value instanceof Float64Array || value instanceof Float32Array;
}

function plainList(value: unknown): unknown {
  if (!isFloats(value)) return value;
  const list = new Array<number>(value.length);
  for (let i = 0; i < list.length; i++) list[i] = value[i]!;
  return list;
}

/** Ten numbers as five pairs; pairs stay pairs. */
function pairs(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length !== 10) return value.map(plainList);
  return [0, 2, 4, 6, 8].map((i) => [value[i], value[i + 1]]);
}

/** We write objects as JSON text, other programs also as structs. */
function parsed(value: unknown): unknown {
  return typeof value === "string" ? parseJson(value) : jsonValue(value);
}

/** Throws a {@linkcode Mismatch} where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Mismatch("expected JSON");
  }
}

/** The value of a field that the table does not know, as it would stand in NDJSON. */
export function jsonValue(value: unknown): unknown {
  if (isFloats(value)) return Array.from(value, jsonValue);
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) {
    throw new Mismatch(`expected a number that JSON can hold, found ${value}`);
  }
  if (typeof value !== "object" || value === null) return value;
  const object: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== undefined) setField(object, name, jsonValue(inner));
  }
  return object;
}
