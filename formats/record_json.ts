/**
 * A record as JSON text: the fields of the table in its order, then the others in their own.
 * @module
 */
import { encodeBase64 } from "../core/base64.ts";
import { type FaceRecord, FIELD_ENTRIES, type FieldType, KINDS, type Kind } from "../core/mod.ts";

interface KindFields {
  /** Name, the text that leads to its value, and the value's text. */
  readonly known: readonly (readonly [name: string, lead: string, encode: (value: never) => string])[];
  readonly names: ReadonlySet<string>;
}

const FIELDS_OF = Object.fromEntries(KINDS.map((kind) => [kind, fieldsOf(kind)])) as Record<Kind, KindFields>;

function fieldsOf(kind: Kind): KindFields {
  const carried = FIELD_ENTRIES.filter(([, field]) => field.on.includes(kind));
  return {
    known: carried.map(([name, field]) => [name, `,"${name}":`, encoderOf(field.type)]),
    names: new Set(carried.map(([name]) => name)),
  };
}

function encoderOf(type: FieldType): (value: never) => string {
  const binary = type === "bytes" || type === "embedding";
  return binary ? (value) => `"${encodeBase64(value)}"` : JSON.stringify;
}

/** The record as one JSON object, binary fields as base64. */
export function recordJson(record: FaceRecord): string {
  let text = "";
  for (const [name, lead, encode] of FIELDS_OF[record.kind].known) {
    const value = record[name as keyof FaceRecord];
    if (value !== undefined) text += lead + encode(value as never);
  }
  return `{${text.slice(1)}${unknownJson(record)}}`;
}

/** The fields that the table does not have on records of this kind, each as `,"name":value`. */
export function unknownJson(record: FaceRecord): string {
  const { names } = FIELDS_OF[record.kind];
  let text = "";
  for (const name of Object.keys(record)) {
    if (!names.has(name)) text += memberJson(name, record[name as keyof FaceRecord]);
  }
  return text;
}

/** One member of an object as `,"name":value`; empty where JSON has no text for the value. */
export function memberJson(name: string, value: unknown): string {
  const text = JSON.stringify(value);
  return text === undefined ? "" : `,${JSON.stringify(name)}:${text}`;
}
