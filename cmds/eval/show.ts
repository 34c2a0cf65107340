/**
 * Prints measures: one JSON object, or lines for people.
 * @module
 */
import type { Context } from "../command.ts";

/** Rows of name and value, or the object itself. */
export function show(
  context: Context,
  json: boolean,
  metrics: object,
  rows: readonly (readonly [name: string, value: string])[],
): Promise<void> {
  if (json) return context.print(`${JSON.stringify(metrics)}\n`);
  const width = Math.max(...rows.map(([name]) => name.length));
  return context.print(rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join(""));
}

/** A share as a percentage, such as `99.40 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
