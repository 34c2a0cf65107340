/**
 * Tables of labels: CSV with a header line.
 * @module
 */
import { labelError } from "./label_file.ts";

/** A line of a table. */
export interface CsvRow {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Values by the name of their column, in lower case; all text. */
  readonly values: ReadonlyMap<string, string>;
}

/** Longest line, in characters. */
const MAX_LINE = 1 << 20;

/**
 * The lines of a table. Columns may come in any order and be more than needed; empty lines are skipped.
 *
 * @param file Name of its file, for errors.
 * @param columns Columns that must be there, in lower case.
 * @param errorAt Makes the error for a line that does not follow the format.
 * @throws {FacepipeError} exit 4, unless `errorAt` says otherwise, naming the line.
 */
export async function csvRows(
  file: string,
  text: string,
  columns: readonly string[],
  errorAt: typeof labelError = labelError,
): Promise<CsvRow[]> {
  const [header, ...lines] = await parseLines(file, text, errorAt);
  if (header === undefined) throw errorAt(file, "line 1", `expected the columns ${columns.join(", ")}`);
  const names = header.record.map((name) => name.trim().toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw errorAt(file, `line ${header.line}`, `there are two columns ${twice}`);
  for (const column of columns) {
    if (!names.includes(column)) {
      throw errorAt(file, `line ${header.line}`, `expected a column ${column}, got ${names.join(", ")}`);
    }
  }
  return lines.map(({ line, record }) => {
    if (record.length !== names.length) {
      throw errorAt(file, `line ${line}`, `expected ${names.length} columns, got ${record.length}`);
    }
    return { line, values: new Map(names.map((name, i) => [name, record[i]!])) };
  });
}

async function parseLines(
  file: string,
  text: string,
  errorAt: typeof labelError,
): Promise<{ line: number; record: string[] }[]> {
  const { CsvError, parse } = await import("csv-parse/sync");
  const options = {
    bom: true,
    info: true,
    max_record_size: MAX_LINE,
    relax_column_count: true,
    skip_empty_lines: true,
  } as const;
  try {
    const parsed = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    return parsed.map(({ info, record }) => ({ line: info.lines, record }));
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    throw errorAt(file, `line ${thrown.lines}`, thrown.message, thrown);
  }
}
