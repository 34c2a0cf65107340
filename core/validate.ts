/**
 * Records that come from outside, checked against the field table.
 * @module
 */
import { streamError } from "./errors.ts";
import { CHECKS, checkDepth, describe, isObject, Mismatch } from "./field_checks.ts";
import { FIELD_ENTRIES, KINDS, type Kind } from "./fields.ts";
import type { FaceRecord } from "./records.ts";

/** The position of a record in its stream; a function where naming it costs time that errors alone need. */
export type Where = string | (() => string);

/** The part of the field table that one kind is checked with. */
interface KindTable {
  readonly checks: ReadonlyMap<string, (value: unknown) => unknown>;
  readonly required: readonly string[];
}

const TABLES: ReadonlyMap<unknown, KindTable> = new Map(KINDS.map((kind) => [kind, tableOf(kind)]));

function tableOf(kind: Kind): KindTable {
  const carried = FIELD_ENTRIES.filter(([, field]) => field.on.includes(kind));
  return {
    checks: new Map(carried.map(([name, field]) => [name, CHECKS[field.type]])),
    required: carried.filter(([, field]) => field.required.includes(kind)).map(([name]) => name),
  };
}

/**
 * Checks one record against the field table. Binary fields may be base64 text, as in NDJSON, or
 * typed arrays already; afterwards they are typed arrays. The object given is itself changed and returned.
 *
 * - Fields that the table does not know stay as they are; so do known ones on a kind that does
 *   not carry them, since they mean nothing there.
 * - null in a field that the kind carries counts as absent, since `jq` users write it so.
 *
 * @param raw The record, as `JSON.parse` gives it.
 * @param where Its position, for the error: `line 7`, `batch 2, row 5`.
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, naming position and field.
 *
 * @example
 * ```ts
 * import { validateRecord } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const photo = validateRecord({ kind: "photo", path: "a.jpg", mine: 1 }, "line 1");
 * assert.deepEqual(photo, { kind: "photo", path: "a.jpg", mine: 1 });
 *
 * assert.throws(
 *   () => validateRecord({ kind: "photo", path: "a.jpg", width: -1 }, "line 2"),
 *   /^FacepipeError: Cannot read records: line 2, field width: expected a whole number from 0 to 2\^53 - 1, found -1$/,
 * );
 * ```
 */
export function validateRecord(raw: unknown, where: Where): FaceRecord {
  if (!isObject(raw)) throw errorAt(where, `expected an object, found ${describe(raw)}`);
  const table = TABLES.get(raw.kind);
  if (table === undefined) throw kindError(raw.kind, where);
  for (const key of Object.keys(raw)) checkField(raw, key, table, where);
  for (const name of table.required) {
    if (raw[name] === undefined) throw errorAt(where, `missing, every ${raw.kind} record has it`, name);
  }
  return raw as unknown as FaceRecord;
}

function checkField(record: Record<string, unknown>, key: string, table: KindTable, where: Where): void {
  const value = record[key];
  const check = table.checks.get(key);
  try {
    if (check === undefined) checkDepth(value);
    else if (value === null || value === undefined) delete record[key];
    else {
      const checked = check(value);
      if (checked !== value) record[key] = checked;
    }
  } catch (error) {
    if (error instanceof Mismatch) {
      throw errorAt(where, error.message, check === undefined ? describe(key) : key);
    }
    throw error;
  }
}

function kindError(kind: unknown, where: Where) {
  const found = kind === undefined || kind === null ? "missing" : `found ${describe(kind)}`;
  return errorAt(where, `${found}, expected ${KINDS.slice(0, -1).join(", ")} or ${KINDS.at(-1)}`, "kind");
}

function errorAt(where: Where, reason: string, field?: string) {
  return streamError(typeof where === "string" ? where : where(), reason, field);
}
