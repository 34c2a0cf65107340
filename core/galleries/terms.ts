/**
 * Terms: what databases index. A term is a value as text that sorts by code point exactly as the
 * values do, so that one column of text under one plain index serves numbers, strings, dates and ids.
 * @module
 */
import { sortableId } from "./ids.ts";
import type { FaceMeta, MetaValue } from "./meta.ts";

/** A value that may be indexed. Values of different types never equal each other. */
export type TermValue = boolean | number | bigint | string | null;

/** An indexed value of a field. A list gives a term for each of its members. */
export interface Term {
  readonly field: string;
  /** As {@linkcode termText} makes it. */
  readonly text: string;
}

/**
 * A value as text that sorts as the values do: null, false, true, numbers, ids, strings.
 *
 * Numbers: the 64 bits of the double, with the sign bit flipped for positive ones and all bits for
 * negative ones, as 16 hex digits; that order is the order of the numbers.
 */
export function termText(value: TermValue): string {
  if (value === null) return "0";
  if (typeof value === "boolean") return value ? "2" : "1";
  if (typeof value === "number") return `3${numberText(value)}`;
  if (typeof value === "bigint") return `4${sortableId(value)}`;
  return `5${value}`;
}

const double = new DataView(new ArrayBuffer(8));

function numberText(value: number): string {
  double.setFloat64(0, value === 0 ? 0 : value);
  const bits = double.getBigUint64(0);
  const sorted = bits >> 63n === 1n ? ~bits & 0xffff_ffff_ffff_ffffn : bits | (1n << 63n);
  return sorted.toString(16).padStart(16, "0");
}

/** The terms of metadata: the field is the key. */
export function metaTerms(meta: FaceMeta): Term[] {
  return Object.entries(meta).flatMap(([field, value]) =>
    [...new Set(membersOf(value))].map((member) => ({ field, text: termText(member) })),
  );
}

function membersOf(value: MetaValue): readonly (number | string)[] {
  return typeof value === "object" ? value : [value];
}

/** Order of text by code point, as databases with a binary collation have it; JavaScript compares UTF-16 units. */
export function compareText(a: string, b: string): number {
  for (let i = 0; ; ) {
    const x = a.codePointAt(i);
    const y = b.codePointAt(i);
    if (x !== y) return (x ?? -1) - (y ?? -1);
    if (x === undefined) return 0;
    i += x > 0xffff ? 2 : 1;
  }
}
