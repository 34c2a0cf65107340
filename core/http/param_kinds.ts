/**
 * The kinds of parameters that routes have.
 * @module
 */
import { momentOf } from "../galleries/face_documents.ts";
import { checkGalleryName } from "../galleries/gallery_name.ts";
import { MAX_ID, parseId, type Uint64 } from "../galleries/ids.ts";
import { badParam, fromText, type Param, param } from "./params.ts";

const MAX_TEXT = 10_000;
const MAX_LIST = 1_000;

/** Text that databases take: no null character, no half of a surrogate pair. */
export function readText(value: unknown, name: string, max = MAX_TEXT): string {
  if (typeof value !== "string") throw badParam(name, value, "expected text");
  if (value.length > max) throw badParam(name, value, `expected at most ${max} characters`);
  if (value.includes("\0") || !value.isWellFormed())
    throw badParam(name, value, "it has characters that text cannot have");
  return value;
}

/** Text. */
export function text(describe: string, max = MAX_TEXT): Param<string | undefined> {
  return param(describe, { type: "string", maxLength: max }, (value, name) => readText(value, name, max));
}

/** One of some words. */
export function choice<const C extends string>(
  describe: string,
  choices: readonly C[],
): Param<C | undefined> {
  return param(describe, { type: "string", enum: choices }, (value, name) => {
    const found = choices.find((word) => word === value);
    if (found === undefined) throw badParam(name, value, `expected one of ${choices.join(", ")}`);
    return found;
  });
}

const WORDS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ["true", true],
  ["1", true],
  [false, false],
  ["false", false],
  ["0", false],
]);

/** True or false, where it is given. */
export function optionalFlag(describe: string): Param<boolean | undefined> {
  return param(describe, { type: "boolean" }, (value, name) => {
    const found = WORDS.get(value);
    if (found === undefined) throw badParam(name, value, "expected true or false");
    return found;
  });
}

/** A number within bounds, both included. */
export function number(describe: string, minimum: number, maximum: number): Param<number | undefined> {
  return param(describe, { type: "number", minimum, maximum }, (value, name) => {
    const read = numberOf(value);
    if (read === undefined || read < minimum || read > maximum)
      throw badParam(name, value, `expected ${minimum} to ${maximum}`);
    return read;
  });
}

/** A whole number within bounds, both included. */
export function whole(describe: string, minimum: number, maximum: number): Param<number | undefined> {
  return param(describe, { type: "integer", minimum, maximum }, (value, name) => {
    const read = numberOf(value);
    if (read === undefined || !Number.isSafeInteger(read) || read < minimum || read > maximum)
      throw badParam(name, value, `expected a whole number, ${minimum} to ${maximum}`);
    return read;
  });
}

/** A number as JSON or decimal text has it. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  return typeof value === "string" && /^-?\d{1,15}(\.\d{1,20})?$/.test(value) ? Number(value) : undefined;
}

/** JSON schema of an id. */
export const ID_SCHEMA = {
  type: "string",
  pattern: "^[0-9]{1,20}$",
  description: `Unsigned integer of 64 bits, at most ${MAX_ID}, in decimal digits`,
} as const;

/** An id. Numbers are taken as long as JSON keeps all of their digits. */
export function id(describe: string): Param<Uint64 | undefined> {
  return param(describe, ID_SCHEMA, (value, name) => parseId(value, name));
}

/** The name of a gallery. */
export function galleryName(describe: string): Param<string | undefined> {
  const schema = { type: "string", pattern: "^[a-zA-Z0-9_-]{1,48}$" };
  return param(describe, schema, readGalleryName);
}

/** @throws FacepipeError BAD_PARAM, with the parameter that has the name. */
export function readGalleryName(value: unknown, name: string): string {
  try {
    return checkGalleryName(value);
  } catch {
    throw badParam(name, value, "expected 1 to 48 letters, digits, _ and -");
  }
}

/** A list; where it comes as text that is no JSON list, the text is its only item. */
export function list<T>(
  describe: string,
  items: Param<T | undefined>,
  max = MAX_LIST,
): Param<readonly T[] | undefined> {
  const item = (value: unknown, name: string) => {
    const read = items.read(value, name);
    if (read === undefined) throw badParam(name, value, "expected a list without gaps");
    return read;
  };
  return param(describe, { type: "array", items: items.schema, maxItems: max }, (value, name) => {
    const isJson = typeof value === "string" && value.trimStart().startsWith("[");
    const all = isJson ? fromText(value, name, "expected a list") : value;
    if (typeof all === "string") return [item(all, name)];
    if (!Array.isArray(all)) throw badParam(name, value, "expected a list");
    if (all.length > max) throw badParam(name, undefined, `expected at most ${max} items`);
    return all.map((one) => item(one, name));
  });
}

/** A date and time without a zone, which is UTC here, wherever the server is. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/** A moment; read as `Date` does, and given on in UTC with milliseconds. */
export function moment(describe: string): Param<string | undefined> {
  return param(describe, { type: "string", format: "date-time" }, (value, name) => {
    try {
      const given = readText(value, name, 40);
      return momentOf(WITHOUT_ZONE.test(given) ? `${given}Z` : given);
    } catch {
      throw badParam(name, value, "expected a date such as 2026-03-08T12:00:00Z");
    }
  });
}
