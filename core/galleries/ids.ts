/**
 * Ids of faces, persons and events: unsigned integers of 64 bits, BigInt in TypeScript and decimal
 * strings in JSON, since JSON readers lose the last digits of large numbers.
 * @module
 */
import { FacepipeError } from "../errors.ts";

/** An unsigned integer of 64 bits. */
export type Uint64 = bigint;

/** The greatest id, 2^64 − 1. */
export const MAX_ID: Uint64 = 0xffff_ffff_ffff_ffffn;

/** Distance between an id and the signed integer that stands for it in databases. */
const SIGN_SHIFT = 1n << 63n;

/** Digits of the greatest id. */
const ID_DIGITS = 20;

/**
 * Reads an id as callers, options and JSON give it: a BigInt, a whole number below 2^53, or a decimal string.
 *
 * @param param Name of the parameter, for the error.
 * @throws FacepipeError BAD_PARAM for anything else.
 *
 * @example
 * ```ts
 * import { parseId } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseId("18446744073709551615"), 18446744073709551615n);
 * assert.throws(() => parseId(-1), { code: "BAD_PARAM", param: "id" });
 * ```
 */
export function parseId(value: unknown, param = "id"): Uint64 {
  const id = readId(value);
  if (id !== undefined && id >= 0n && id <= MAX_ID) return id;
  const shown = typeof value === "bigint" ? String(value) : value;
  const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value);
  const expected = isRounded ? "its digits in quotes, since such a number loses some" : "a whole number";
  throw new FacepipeError(
    "BAD_PARAM",
    `Cannot use ${param} ${String(shown).slice(0, 100)}: expected ${expected}, 0 to ${MAX_ID}`,
    { param, value: shown },
  );
}

function readId(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === "string" && /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

/** The id as JSON carries it. */
export function formatId(id: Uint64): string {
  return id.toString();
}

/** The signed integer of 64 bits that stands for an id where a database has no unsigned ones; keeps the order. */
export function toSignedId(id: Uint64): bigint {
  return id - SIGN_SHIFT;
}

/** The id behind {@linkcode toSignedId}. */
export function fromSignedId(signed: bigint): Uint64 {
  return signed + SIGN_SHIFT;
}

/** The id as text that sorts as the ids do: 20 digits. */
export function sortableId(id: Uint64): string {
  return id.toString().padStart(ID_DIGITS, "0");
}
