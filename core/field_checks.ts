/**
 * One check for each field type: is this value, which came from outside, what the table says?
 * @module
 */
import { decodeBase64 } from "./base64.ts";
import type { Box, FieldType, FieldTypes, Kind, Point } from "./fields.ts";

/** A value is not what its field wants; the message says what was expected and what was found. */
export class Mismatch extends Error {}

/** How far the length of an embedding may be from 1; float32 rounding stays far below. */
const UNIT_TOLERANCE = 1e-3;
/** Deep nesting is no data that anybody makes, and exhausts the stack of whoever walks it. */
const MAX_DEPTH = 100;

/**
 * Checks by type. Each returns the value as the record will hold it, or throws a
 * {@linkcode Mismatch}. Binary types take base64 text as well as their typed array.
 */
export const CHECKS: { readonly [T in FieldType]: (value: unknown) => FieldTypes[T] } = {
  // The record's checks were found by it.
  kind: (value) => value as Kind,
  string: checkString,
  sha256: checkSha256,
  integer: checkInteger,
  number: checkNumber,
  boolean: checkBoolean,
  bytes: checkBytes,
  embedding: checkEmbedding,
  box: checkBox,
  landmarks: checkLandmarks,
  strings: checkStrings,
  object: checkObject,
  objects: checkObjects,
};

/** Throws where a value that no field type describes is nested too deeply to be passed on. */
export function checkDepth(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  if (depth === MAX_DEPTH) throw new Mismatch(`nested more than ${MAX_DEPTH} levels deep`);
  for (const inner of Object.values(value)) checkDepth(inner, depth + 1);
}

/** Longest text that an error repeats. */
const MAX_SHOWN = 40;

/** A short description of a value that is safe to print, whatever it holds. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value.length > MAX_SHOWN ? "a longer text" : JSON.stringify(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (ArrayBuffer.isView(value)) return "binary data";
  if (typeof value === "object" && value !== null) return "an object";
  return value === undefined ? "nothing" : String(value);
}

function mismatch(expected: string, value: unknown): Mismatch {
  return new Mismatch(`expected ${expected}, found ${describe(value)}`);
}

function checkString(value: unknown): string {
  if (typeof value === "string") return value;
  throw mismatch("text", value);
}

/** Looking for one wrong digit takes half as long as matching all of them. */
const NO_HEX_DIGIT = /[^0-9a-f]/;

function checkSha256(value: unknown): string {
  if (typeof value === "string" && value.length === 64 && !NO_HEX_DIGIT.test(value)) return value;
  throw mismatch("64 lower-case hex digits", value);
}

function checkInteger(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw mismatch("a whole number from 0 to 2^53 - 1", value);
}

function checkNumber(value: unknown): number {
  if (Number.isFinite(value)) return value as number;
  throw mismatch("a finite number", value);
}

function checkBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw mismatch("true or false", value);
}

function checkBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== "string") throw mismatch("base64", value);
  const bytes = decodeBase64(value);
  if (bytes === undefined) throw new Mismatch("not valid base64");
  return bytes;
}

function checkEmbedding(value: unknown): Float32Array {
  const vector = value instanceof Float32Array ? value : float32Of(checkBytes(value));
  if (vector.length === 0) throw new Mismatch("expected at least one value, found none");
  const length = Math.sqrt(squaredLength(vector));
  // The negation also catches NaN, which compares false with everything.
  if (!(Math.abs(length - 1) <= UNIT_TOLERANCE)) throw new Mismatch(whyNotUnit(vector, length));
  return vector;
}

function float32Of(bytes: Uint8Array): Float32Array {
  const width = Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length % width !== 0) {
    throw new Mismatch(`expected float32 values of ${width} bytes each, found ${bytes.length} bytes`);
  }
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, bytes.length / width);
}

/** Four sums side by side: one would wait for each addition to finish. */
function squaredLength(vector: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = vector.length - (vector.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += vector[i]! * vector[i]!;
    b += vector[i + 1]! * vector[i + 1]!;
    c += vector[i + 2]! * vector[i + 2]!;
    d += vector[i + 3]! * vector[i + 3]!;
  }
  for (let i = whole; i < vector.length; i++) a += vector[i]! * vector[i]!;
  return a + b + (c + d);
}

function whyNotUnit(vector: Float32Array, length: number): string {
  const wrong = vector.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1) return `expected finite values, found ${vector[wrong]} at index ${wrong}`;
  return `expected a vector of length 1, found length ${Number(length.toPrecision(4))}`;
}

function checkBox(value: unknown): Box {
  if (Array.isArray(value) && value.length === 4 && value.every(Number.isFinite)) {
    const [x1, y1, x2, y2] = value as Box;
    if (x1 <= x2 && y1 <= y2) return value as Box;
    throw new Mismatch(`expected x1 <= x2 and y1 <= y2, found ${value.join(", ")}`);
  }
  throw mismatch("four finite numbers", value);
}

function checkLandmarks(value: unknown): Point[] {
  if (Array.isArray(value) && value.length === 5 && value.every(isPoint)) return value;
  throw mismatch("five pairs of finite numbers", value);
}

function isPoint(value: unknown): value is Point {
  return Array.isArray(value) && value.length === 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

function checkStrings(value: unknown): string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw mismatch("a list of texts", value);
}

function checkObject(value: unknown): FieldTypes["object"] {
  if (!isObject(value)) throw mismatch("an object", value);
  checkDepth(value);
  return value as FieldTypes["object"];
}

function checkObjects(value: unknown): FieldTypes["objects"] {
  if (!Array.isArray(value) || !value.every(isObject)) throw mismatch("a list of objects", value);
  checkDepth(value);
  return value as FieldTypes["objects"];
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
