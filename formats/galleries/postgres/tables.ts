/**
 * The names of the tables, with their schema: statements name it, so that the settings of the
 * connection do not matter.
 * @module
 */
import { identifier, type Sql } from "./sql.ts";

const NAMES = [
  "about",
  "documentTerms",
  "documents",
  "faceTerms",
  "faces",
  "galleries",
  "removals",
  "vectors",
] as const;

/** The tables, for use in statements. */
export type Tables = { readonly schema: string } & Readonly<Record<(typeof NAMES)[number], Sql>>;

/** The tables in a schema. */
export function tablesOf(schema: string): Tables {
  const entries = NAMES.map((name) => [name, identifier(schema, snakeCase(name))]);
  return { schema, ...Object.fromEntries(entries) };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
