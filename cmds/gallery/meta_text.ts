/**
 * Metadata as people write it: `name=Ann`, `age=41`, `tags=["male","angry"]`.
 * @module
 */
import {
  type FaceMeta,
  type MetaType,
  type MetaTypes,
  type MetaValue,
  metaTypeOf,
  readInteger,
  typeOfKey,
  usageError,
} from "../../core/mod.ts";

/** A number or a text: what the key's declared type says, else a number where it looks like one. */
export function scalar(text: string, type: MetaType | undefined): number | string {
  if (type === "string" || type === "strings") return text;
  return readInteger(text) ?? text;
}

/**
 * Metadata of `key=value` texts: whole numbers are numbers, `["a","b"]` is a list and `"41"` a
 * text as in JSON, anything else is text.
 *
 * @param types The store's declared types: `41` is a text for a key whose values are texts.
 * @throws FacepipeError (exit 2) for a text of another form.
 */
export function parseMeta(texts: readonly string[], types: MetaTypes): FaceMeta {
  const entries = texts.map((text) => entryOf(text, types));
  const twice = entries.find(([key], i) => entries.findIndex(([other]) => other === key) < i);
  if (twice) throw usageError("--meta", twice[0], 'the key is given twice; a list is key=["a","b"]');
  return Object.fromEntries(entries);
}

function entryOf(text: string, types: MetaTypes): [string, MetaValue] {
  const at = text.indexOf("=");
  const key = text.slice(0, Math.max(at, 0)).trim();
  if (key === "") throw usageError("--meta", text, "expected key=value, such as name=Ann");
  const value = text.slice(at + 1);
  return [key, /^["[]/.test(value) ? jsonValue(text, value) : scalar(value, typeOfKey(types, key))];
}

function jsonValue(whole: string, text: string): MetaValue {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError("--meta", whole, `the value is no valid JSON: ${(error as Error).message}`);
  }
  if (metaTypeOf(value) === undefined)
    throw usageError("--meta", whole, "expected a whole number, a string or a list of strings");
  return value as MetaValue;
}
