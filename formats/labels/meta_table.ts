/**
 * Metadata of photos.
 * @module
 */
import { type FaceMeta, type MetaValue, readInteger } from "../../core/mod.ts";
import { type CsvRow, csvRows } from "./csv_rows.ts";
import { labelError, readLabelFile } from "./label_file.ts";

const TYPES = ["integer", "string", "strings"] as const;

/** A column of metadata. */
interface Column {
  readonly heading: string;
  readonly key: string;
  readonly type: (typeof TYPES)[number];
}

/**
 * Reads a table with the column path and any others: metadata of photos by the other columns'
 * headings, in lower case. A heading `age:integer` or `tags:strings` gives the type of its values
 * (strings are separated by `;`); others are text. Empty cells give nothing.
 *
 * @returns The metadata of each path, as it is written in the file.
 * @throws {FacepipeError} exit 2 where the file cannot be read, exit 4 naming the line where it
 * does not follow the format or has a photo twice.
 */
export async function readMetaTable(file: string): Promise<Map<string, FaceMeta>> {
  const rows = await csvRows(file, await readLabelFile(file), ["path"]);
  const headings = [...(rows[0]?.values.keys() ?? [])].filter((name) => name !== "path");
  const columns = columnsOf(file, headings);
  const table = new Map<string, FaceMeta>();
  for (const { line, values } of rows) {
    const path = values.get("path")!;
    if (path === "") throw labelError(file, `line ${line}`, "the path is empty");
    if (table.has(path)) throw labelError(file, `line ${line}`, `photo ${path} has a line already`);
    table.set(path, metaOf(file, { line, values }, columns));
  }
  return table;
}

function columnsOf(file: string, headings: readonly string[]): Column[] {
  const columns = headings.map((heading) => columnOf(file, heading));
  const twice = columns.find(({ key }, i) => columns.findIndex((other) => other.key === key) < i);
  if (twice) throw labelError(file, "line 1", `there are two columns ${twice.key}`);
  return columns;
}

function columnOf(file: string, heading: string): Column {
  const at = heading.lastIndexOf(":");
  if (heading === "" || heading === "__proto__")
    throw labelError(file, "line 1", "a column has no usable name");
  if (at < 0) return { heading, key: heading, type: "string" };
  const type = TYPES.find((name) => name === heading.slice(at + 1).trim());
  if (type) return { heading, key: heading.slice(0, at).trim(), type };
  throw labelError(file, "line 1", `the type of column ${heading} is none of ${TYPES.join(", ")}`);
}

function metaOf(file: string, { line, values }: CsvRow, columns: readonly Column[]): FaceMeta {
  const meta: Record<string, MetaValue> = {};
  for (const { heading, key, type } of columns) {
    const text = values.get(heading)!.trim();
    if (text === "") continue;
    const value = metaValue(text, type);
    if (value === undefined)
      throw labelError(file, `line ${line}`, `expected a whole number in column ${key}, got ${text}`);
    meta[key] = value;
  }
  return meta;
}

function metaValue(text: string, type: Column["type"]): MetaValue | undefined {
  if (type === "string") return text;
  return type === "strings" ? text.split(";").map((part) => part.trim()) : readInteger(text.trim());
}
