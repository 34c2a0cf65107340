/**
 * Values in documents: what they may be, how they equal and compare, and their JSON.
 *
 * Ids are BigInt in documents, `{"$uint64": "123"}` in the JSON that stores keep, and decimal strings
 * in JSON from outside, so an id also equals its decimal string.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { DocumentValue } from "./document_filter.ts";
import { MAX_ID } from "./ids.ts";
import { compareText } from "./terms.ts";

/** Tag of ids in the JSON that stores keep; fields of users cannot begin with a dollar. */
const ID_TAG = "$uint64";

const MAX_DEPTH = 50;
const MAX_KEY_LENGTH = 500;

/** An object that is neither a list nor null. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two values are the same; numbers and ids by their value. */
export function equalValues(a: DocumentValue, b: DocumentValue): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => equalValues(item, b[i]!));
  if (isPlainObject(a)) return isPlainObject(b) && equalObjects(a, b);
  return compareValues(a, b) === 0;
}

function equalObjects(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) => Object.hasOwn(b, key) && equalValues(a[key] as DocumentValue, b[key] as DocumentValue),
    )
  );
}

/** Order of two values of one type: below, at or above 0; undefined where they have none. */
export function compareValues(a: DocumentValue, b: DocumentValue): number | undefined {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  const x = asNumber(a, b);
  const y = asNumber(b, a);
  if (x !== undefined && y !== undefined) return x < y ? -1 : Number(x > y);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return undefined;
}

/** A number or id; a decimal string where it is compared with an id. */
function asNumber(value: DocumentValue, other: DocumentValue): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "string" && typeof other === "bigint" && /^\d{1,20}$/.test(value))
    return BigInt(value);
  return undefined;
}

/** Whether a text is a number as ids are written: digits without a leading zero. */
export function isDecimal(text: string): boolean {
  return /^(0|[1-9]\d{0,19})$/.test(text);
}

/** Rank of types in sorts, as MongoDB has it: absent and null first. */
function rankOf(value: DocumentValue | undefined): number {
  if (value === undefined || value === null) return 0;
  const rank = ["number", "bigint", "string", "object", "boolean"].indexOf(typeof value);
  return rank === 1 ? 1 : rank + 1;
}

/** A total order of all values, for sorting. */
export function orderValues(a: DocumentValue | undefined, b: DocumentValue | undefined): number {
  const [x, y] = [rankOf(a), rankOf(b)];
  const same =
    (typeof a === "number" || typeof a === "bigint") && (typeof b === "number" || typeof b === "bigint");
  if (x !== y && !same) return x - y;
  return compareValues(a ?? null, b ?? null) ?? 0;
}

/**
 * Checks a value that comes from outside and is to be stored.
 *
 * @throws FacepipeError BAD_PARAM naming where it lies.
 */
export function checkValue(value: unknown, param: string, depth = 0): DocumentValue {
  if (depth > MAX_DEPTH) throw valueError(param, `it is nested deeper than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "bigint" && value >= 0n && value <= MAX_ID) return value;
  if (typeof value === "string" && value.isWellFormed() && !value.includes("\0")) return value;
  if (Array.isArray(value)) return value.map((item, i) => checkValue(item, `${param}.${i}`, depth + 1));
  if (!isPlainObject(value)) throw valueError(param, "expected JSON");
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  for (const [key] of entries) checkField(key, param);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, checkValue(item, `${param}.${key}`, depth + 1)]),
  );
}

/** @throws FacepipeError BAD_PARAM for a name that fields of documents cannot have. */
export function checkField(key: string, param: string): void {
  const fine =
    key !== "" &&
    key !== "__proto__" &&
    key.length <= MAX_KEY_LENGTH &&
    !key.startsWith("$") &&
    !key.includes(".") &&
    !key.includes("\0") &&
    key.isWellFormed();
  if (!fine) throw valueError(`${param}.${key}`, "it is no name of a field");
}

function valueError(param: string, reason: string): FacepipeError {
  const shown = param.slice(0, 200);
  return new FacepipeError("BAD_PARAM", `Cannot use ${shown}: ${reason}`, { param: shown });
}

/** A document as the JSON that stores keep. */
export function encodeDocument(document: object): string {
  return JSON.stringify(document, (_, value: unknown) =>
    typeof value === "bigint" ? { [ID_TAG]: value.toString() } : value,
  );
}

/** The document behind {@linkcode encodeDocument}. @throws SyntaxError where it is none. */
export function decodeDocument(body: string): Record<string, DocumentValue> {
  return JSON.parse(body, (_, value: unknown) => {
    if (!isPlainObject(value) || !Object.hasOwn(value, ID_TAG)) return value;
    return BigInt(value[ID_TAG] as string);
  }) as Record<string, DocumentValue>;
}
