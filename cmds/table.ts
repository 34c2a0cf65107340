/**
 * Tables for people.
 * @module
 */

/** Rows under a header, in columns as wide as they must be. Control characters are shown as `?`. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows].map((row) => row.map(printable));
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ");
  return all.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/** Names come from outside: a terminal must not take them for commands. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}
