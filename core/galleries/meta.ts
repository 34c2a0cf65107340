/**
 * Metadata of faces in galleries: values under string keys, each key of one type for all faces of
 * an owner. The first value of a key declares its type.
 * @module
 */
import { FacepipeError } from "../errors.ts";

/** A whole number of at most 2^53 − 1 either way, a string, or a list of strings. */
export type MetaValue = number | string | readonly string[];

/** Metadata of a face. Keys have 1 to 200 characters. */
export type FaceMeta = Readonly<Record<string, MetaValue>>;

/** The type of a key: `integer`, `string`, or `strings` for a list of strings. */
export type MetaType = "integer" | "string" | "strings";

/** Declared types, by key. */
export type MetaTypes = Readonly<Record<string, MetaType>>;

const MAX_KEY_LENGTH = 200;
const MAX_TEXT_LENGTH = 10_000;
const MAX_LIST_LENGTH = 1_000;
const MAX_KEYS = 200;

/** The type of a value, or undefined where metadata cannot have such a value. */
export function metaTypeOf(value: unknown): MetaType | undefined {
  if (Number.isSafeInteger(value)) return "integer";
  if (isText(value)) return "string";
  if (!Array.isArray(value) || value.length > MAX_LIST_LENGTH) return undefined;
  return value.every(isText) ? "strings" : undefined;
}

/** The whole number that a text stands for, if it is written as one: no leading zeros, no plus, at most 2^53 − 1. */
export function readInteger(text: string): number | undefined {
  return /^-?(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

function isText(value: unknown): value is string {
  // Databases take no null character in text, and no half of a surrogate pair.
  return (
    typeof value === "string" &&
    value.length <= MAX_TEXT_LENGTH &&
    !value.includes("\0") &&
    value.isWellFormed()
  );
}

/**
 * Checks metadata against the declared types.
 *
 * @returns The types of the keys that were not declared yet.
 * @throws FacepipeError BAD_PARAM (`meta.KEY`) for a value of no allowed type, or of another type than declared.
 *
 * @example
 * ```ts
 * import { checkMeta } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(checkMeta({ name: "Ann", age: 41 }, { name: "string" }), { age: "integer" });
 * assert.throws(() => checkMeta({ name: 7 }, { name: "string" }), { code: "BAD_PARAM", param: "meta.name" });
 * ```
 */
export function checkMeta(meta: unknown, declared: MetaTypes): MetaTypes {
  if (meta === null || typeof meta !== "object" || Array.isArray(meta))
    throw metaError("meta", meta, "expected an object");
  const entries = Object.entries(meta);
  if (entries.length > MAX_KEYS) throw metaError("meta", entries.length, `expected at most ${MAX_KEYS} keys`);
  const added: [string, MetaType][] = [];
  for (const [key, value] of entries) {
    const type = checkKey(key) && metaTypeOf(value);
    const wanted = typeOfKey(declared, key);
    if (!type)
      throw metaError(`meta.${key}`, value, "expected a whole number, a string or a list of strings");
    if (wanted !== undefined && wanted !== type)
      throw metaError(`meta.${key}`, value, `its type is declared as ${wanted}`);
    if (wanted === undefined) added.push([key, type]);
  }
  return Object.fromEntries(added);
}

/** The declared type of a key, if it has one. */
export function typeOfKey(declared: MetaTypes, key: string): MetaType | undefined {
  return Object.hasOwn(declared, key) ? declared[key] : undefined;
}

/** True for a name that metadata may have. @throws FacepipeError BAD_PARAM for another. */
export function checkKey(key: unknown): true {
  if (
    typeof key === "string" &&
    isText(key) &&
    key.length > 0 &&
    key.length <= MAX_KEY_LENGTH &&
    key !== "__proto__"
  )
    return true;
  throw metaError("meta", key, `expected keys of 1 to ${MAX_KEY_LENGTH} characters`);
}

function metaError(param: string, value: unknown, expected: string): FacepipeError {
  const shown = param.slice(0, 100);
  return new FacepipeError("BAD_PARAM", `Cannot use ${shown}: ${expected}`, { param, value });
}
