/**
 * The schema page of the docs, generated from the field table.
 * @module
 */
import { FIELD_ENTRIES, type Field, type FieldType, KINDS, type Kind } from "./fields.ts";

/** How each field type stands in the two formats. */
const TYPE_TEXTS: Record<FieldType, { readonly ndjson: string; readonly arrow: string }> = {
  kind: { ndjson: "string", arrow: "Dictionary<Int8, Utf8>" },
  string: { ndjson: "string", arrow: "Utf8" },
  sha256: { ndjson: "string of 64 lower-case hex digits", arrow: "Utf8" },
  integer: { ndjson: "whole number, 0 to 2^53 − 1", arrow: "Int64" },
  number: { ndjson: "number", arrow: "Float64" },
  boolean: { ndjson: "true or false", arrow: "Bool" },
  bytes: { ndjson: "base64 string", arrow: "Binary" },
  embedding: { ndjson: "base64 string of little-endian float32", arrow: "FixedSizeList<Float32>" },
  box: { ndjson: "list of 4 numbers", arrow: "FixedSizeList[4]<Float64>" },
  landmarks: { ndjson: "list of 5 lists of 2 numbers", arrow: "FixedSizeList[10]<Float64>" },
  strings: { ndjson: "list of strings", arrow: "List<Utf8>" },
  object: { ndjson: "object", arrow: "Utf8 with JSON" },
  objects: { ndjson: "list of objects", arrow: "Utf8 with JSON" },
};

/**
 * The fields of each kind and the types of both formats, as Markdown tables.
 *
 * @example
 * ```ts
 * import { schemaMarkdown } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.match(schemaMarkdown(), /\| `path` \| string \| yes \| {2}\| The photo's path/);
 * ```
 */
export function schemaMarkdown(): string {
  return [...KINDS.map(kindSection), typeSection()].join("\n\n");
}

function kindSection(kind: Kind): string {
  const rows = FIELD_ENTRIES.filter(([, field]) => field.on.includes(kind)).map(([name, field]) =>
    fieldRow(kind, name, field),
  );
  const head = ["Field", "Type", "Always", "Unit", "Meaning"];
  return `### \`${kind}\`\n\n${table(head, rows)}`;
}

function fieldRow(kind: Kind, name: string, field: Field): string[] {
  const always = field.required.includes(kind) ? "yes" : "";
  return [`\`${name}\``, field.type, always, field.unit ?? "", field.doc];
}

function typeSection(): string {
  const rows = Object.entries(TYPE_TEXTS).map(([type, { ndjson, arrow }]) => [type, ndjson, arrow]);
  return `### Types\n\n${table(["Type", "NDJSON", "Arrow"], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => "---");
  return [head, rule, ...rows].map((cells) => `| ${cells.map(escapeBars).join(" | ")} |`).join("\n");
}

function escapeBars(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
