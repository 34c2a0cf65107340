/**
 * Changing documents as MongoDB's update operators do.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { DocumentUpdate, DocumentValue } from "./document_filter.ts";
import { checkField, checkValue, equalValues, isPlainObject } from "./document_values.ts";

type Changed = Record<string, DocumentValue>;
type Change = (document: Changed) => void;

/** Longest list that `$addToSet` makes longer. */
const MAX_LIST = 100_000;

function updateError(param: string, reason: string): FacepipeError {
  const shown = param.slice(0, 200);
  return new FacepipeError("BAD_PARAM", `Cannot update ${shown}: ${reason}`, { param: shown });
}

/**
 * Makes a function of an update, which changes a copy of a document.
 *
 * @param fixed Fields that never change this way.
 * @throws FacepipeError BAD_PARAM where the update is malformed or touches a fixed field. The
 * function itself throws it where a document does not have the type that an operator needs.
 *
 * @example
 * ```ts
 * import { compileUpdate } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const update = compileUpdate({ $set: { "meta.name": "Ann" }, $inc: { visits: 1 } }, ["_id"]);
 * assert.deepEqual(update({ _id: "a", visits: 1 }), { _id: "a", visits: 2, meta: { name: "Ann" } });
 * ```
 */
export function compileUpdate(
  update: DocumentUpdate,
  fixed: readonly string[],
): (document: object) => Changed {
  if (!isPlainObject(update) || Object.keys(update).length === 0)
    throw updateError("a document", "expected fields or operators");
  const operators = Object.keys(update).filter((key) => key.startsWith("$"));
  const parts = operators.length === 0 ? { $set: update } : update;
  const changes = Object.entries(parts).flatMap(([name, fields]) => compileOperator(name, fields, fixed));
  return (document) => {
    const changed = structuredClone(document) as Changed;
    for (const change of changes) change(changed);
    return changed;
  };
}

function compileOperator(name: string, fields: unknown, fixed: readonly string[]): Change[] {
  if (!Object.hasOwn(OPERATORS, name)) throw updateError(name, "there is no such operator");
  if (!isPlainObject(fields)) throw updateError(name, "expected an object of fields");
  const apply = OPERATORS[name]!;
  return Object.entries(fields).map(([field, operand]) => {
    const path = field.split(".");
    for (const step of path) checkField(step, name);
    if (fixed.includes(path[0]!)) throw updateError(field, "it never changes this way");
    const value = name === "$unset" ? null : checkValue(operand, field);
    if (name === "$inc" && typeof value !== "number") throw updateError(field, "expected a number");
    return (document) => apply(parentOf(document, path, name !== "$unset"), path.at(-1)!, value, field);
  });
}

type Operator = (
  parent: Changed | DocumentValue[] | undefined,
  key: string,
  value: DocumentValue,
  field: string,
) => void;

const OPERATORS: Record<string, Operator> = {
  $set: (parent, key, value) => put(parent, key, value),
  $unset: (parent, key) => {
    if (Array.isArray(parent)) put(parent, key, null);
    else if (parent) delete parent[key];
  },
  $inc: (parent, key, value, field) => {
    const before = memberOf(parent, key) ?? 0;
    if (typeof before !== "number") throw updateError(field, "it is no number");
    const sum = before + (value as number);
    if (!Number.isFinite(sum)) throw updateError(field, "it is too large");
    put(parent, key, sum);
  },
  $addToSet: (parent, key, value, field) => {
    const members = listOf(parent, key, field);
    if (members.length >= MAX_LIST) throw updateError(field, "the list is too long");
    if (!members.some((member) => equalValues(member, value))) put(parent, key, [...members, value]);
  },
  $pull: (parent, key, value, field) => {
    if (memberOf(parent, key) === undefined) return;
    put(
      parent,
      key,
      listOf(parent, key, field).filter((member) => !equalValues(member, value)),
    );
  },
};

function listOf(parent: Changed | DocumentValue[] | undefined, key: string, field: string): DocumentValue[] {
  const members = memberOf(parent, key) ?? [];
  if (!Array.isArray(members)) throw updateError(field, "it is no list");
  return members;
}

function memberOf(parent: Changed | DocumentValue[] | undefined, key: string): DocumentValue | undefined {
  if (Array.isArray(parent)) return parent[Number(key)];
  return parent && Object.hasOwn(parent, key) ? parent[key] : undefined;
}

function put(parent: Changed | DocumentValue[] | undefined, key: string, value: DocumentValue): void {
  if (!Array.isArray(parent)) parent![key] = value;
  else if (/^\d+$/.test(key) && Number(key) < parent.length) parent[Number(key)] = value;
  else throw updateError(key, "the list has no such member");
}

/** The object or list that holds the last step of a path; made where it is absent. */
function parentOf(
  document: Changed,
  path: readonly string[],
  make: boolean,
): Changed | DocumentValue[] | undefined {
  let at: Changed | DocumentValue[] = document;
  for (const step of path.slice(0, -1)) {
    let next = memberOf(at, step);
    if (next === undefined) {
      if (!make) return undefined;
      next = {};
      put(at, step, next);
    }
    if (!Array.isArray(next) && !isPlainObject(next))
      throw updateError(path.join("."), `${step} is no object`);
    at = next as Changed | DocumentValue[];
  }
  return at;
}
