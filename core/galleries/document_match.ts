/**
 * Matching documents against MongoDB-style filters.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { DocumentFilter, DocumentValue } from "./document_filter.ts";
import { compareValues, equalValues, isPlainObject } from "./document_values.ts";

/** Tells whether a document matches. */
export type Predicate = (document: object) => boolean;

type ValueTest = (values: readonly DocumentValue[]) => boolean;

/** Filters nested deeper than this are refused: nobody writes them, and they exhaust the stack. */
const MAX_DEPTH = 50;

/** Longest path of a field. */
const MAX_PATH = 500;

/** A filter that is no filter. */
export function filterError(param: string, value: unknown, expected: string): FacepipeError {
  const shown = param.slice(0, 100);
  return new FacepipeError("BAD_PARAM", `Cannot use filter ${shown}: ${expected}`, {
    param: "filter",
    value,
  });
}

/**
 * Makes a predicate of a filter.
 *
 * @throws FacepipeError BAD_PARAM (`filter`) where it is malformed.
 *
 * @example
 * ```ts
 * import { compileFilter } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const adults = compileFilter({ "meta.age": { $gte: 18 }, tags: "friend" });
 * assert.ok(adults({ meta: { age: 41 }, tags: ["friend", "male"] }));
 * assert.ok(!adults({ meta: { age: 41 }, tags: [] }));
 * ```
 */
export function compileFilter(filter: DocumentFilter): Predicate {
  return compile(filter, 0);
}

function compile(filter: unknown, depth: number): Predicate {
  if (!isPlainObject(filter)) throw filterError("", filter, "expected an object");
  if (depth > MAX_DEPTH) throw filterError("", undefined, `it is nested deeper than ${MAX_DEPTH} levels`);
  const tests = Object.entries(filter).map(([key, value]) => compileEntry(key, value, depth + 1));
  return (document) => tests.every((test) => test(document));
}

function compileEntry(key: string, value: unknown, depth: number): Predicate {
  if (key === "$and" || key === "$or") {
    if (!Array.isArray(value) || value.length === 0)
      throw filterError(key, value, "expected a list of filters");
    const tests = value.map((part) => compile(part, depth));
    if (key === "$and") return (document) => tests.every((test) => test(document));
    return (document) => tests.some((test) => test(document));
  }
  if (key === "$not") {
    const test = compile(value, depth);
    return (document) => !test(document);
  }
  if (key.startsWith("$")) throw filterError(key, value, "there is no such operator");
  if (key === "" || key.length > MAX_PATH) throw filterError(key, value, "it is no field");
  const path = key.split(".");
  const test = isOperators(value, key) ? compileOperators(value, key, depth) : equals(value, key);
  return (document) => test(valuesAt(document as DocumentValue, path));
}

function isOperators(value: unknown, key: string): value is Record<string, unknown> {
  if (!isPlainObject(value)) return false;
  const operators = Object.keys(value).filter((name) => name.startsWith("$"));
  if (operators.length === 0) return false;
  if (operators.length === Object.keys(value).length) return true;
  throw filterError(key, value, "operators and fields are mixed");
}

function compileOperators(operators: Record<string, unknown>, key: string, depth: number): ValueTest {
  if (depth > MAX_DEPTH) throw filterError(key, undefined, `it is nested deeper than ${MAX_DEPTH} levels`);
  const tests = Object.entries(operators).map(([name, operand]) => {
    if (name !== "$not") return compileOperator(name, operand, `${key}.${name}`);
    if (!isOperators(operand, key)) throw filterError(`${key}.$not`, operand, "expected operators");
    const test = compileOperators(operand, key, depth + 1);
    return (values: readonly DocumentValue[]) => !test(values);
  });
  return (values) => tests.every((test) => test(values));
}

function compileOperator(name: string, operand: unknown, key: string): ValueTest {
  switch (name) {
    case "$eq":
      return equals(operand, key);
    case "$ne":
      return none([equals(operand, key)]);
    case "$in":
      return some(list(operand, key).map((value) => equals(value, key)));
    case "$nin":
      return none(list(operand, key).map((value) => equals(value, key)));
    case "$all": {
      const tests = list(operand, key).map((value) => equals(value, key));
      return (values) => tests.length > 0 && tests.every((test) => test(values));
    }
    case "$gt":
      return compares(operand, key, (order) => order > 0);
    case "$gte":
      return compares(operand, key, (order) => order >= 0);
    case "$lt":
      return compares(operand, key, (order) => order < 0);
    case "$lte":
      return compares(operand, key, (order) => order <= 0);
    case "$exists":
      if (typeof operand !== "boolean") throw filterError(key, operand, "expected true or false");
      return (values) => values.length > 0 === operand;
    default:
      throw filterError(key, operand, "there is no such operator");
  }
}

function some(tests: readonly ValueTest[]): ValueTest {
  return (values) => tests.some((test) => test(values));
}

function none(tests: readonly ValueTest[]): ValueTest {
  return (values) => !tests.some((test) => test(values));
}

function list(operand: unknown, key: string): unknown[] {
  if (!Array.isArray(operand)) throw filterError(key, operand, "expected a list");
  return operand;
}

function equals(operand: unknown, key: string): ValueTest {
  if (operand === undefined || typeof operand === "function" || typeof operand === "symbol")
    throw filterError(key, operand, "expected a value");
  const value = operand as DocumentValue;
  return (values) => {
    if (value === null && values.length === 0) return true;
    return values.some((found) => equalValues(found, value) || isMember(found, value));
  };
}

function isMember(found: DocumentValue, value: DocumentValue): boolean {
  return Array.isArray(found) && found.some((member) => equalValues(member, value));
}

function compares(operand: unknown, key: string, wanted: (order: number) => boolean): ValueTest {
  if (!["number", "bigint", "string", "boolean"].includes(typeof operand))
    throw filterError(key, operand, "expected a number, an id, a string or a boolean");
  const value = operand as DocumentValue;
  const fits = (found: DocumentValue) => {
    const order = compareValues(found, value);
    return order !== undefined && wanted(order);
  };
  return (values) => values.some((found) => (Array.isArray(found) ? found.some(fits) : fits(found)));
}

/** What lies at a path; through lists, what lies there in each member. */
export function valuesAt(document: DocumentValue, path: readonly string[]): DocumentValue[] {
  const [field, ...rest] = path;
  if (field === undefined) return [document];
  if (Array.isArray(document)) {
    const member = /^\d{1,9}$/.test(field) ? document[Number(field)] : undefined;
    const inside = document.filter(isPlainObject).flatMap((item) => valuesAt(item as DocumentValue, path));
    return [...(member === undefined ? [] : valuesAt(member, rest)), ...inside];
  }
  if (!isPlainObject(document) || !Object.hasOwn(document, field)) return [];
  const value = (document as { [key: string]: DocumentValue })[field];
  return value === undefined ? [] : valuesAt(value, rest);
}
