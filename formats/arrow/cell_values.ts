/**
 * Turns values as Arrow columns hold them into values of record fields.
 * @module
 */
import { encodeBase64 } from "../../core/base64.ts";
import { Mismatch } from "../../core/field_checks.ts";
import type { FieldType } from "../../core/mod.ts";
import { setField } from "../set_field.ts";

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

function isFloats(value: unknown): value is Float32Array | Float64Array {
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
