/**
 * What all completion scripts say, whatever the shell.
 * @module
 */
import { optionsOf, type Runnable } from "../command.ts";
import type { Everything } from "../every_command.ts";
import { SHELL_OPTIONS } from "../help.ts";
import type { Option } from "../option.ts";

/** The names that can be completed: the umbrella, and the commands that have an executable of their own. */
export function programs({ bare }: Everything): string[] {
  return ["facepipe", ...bare];
}

/** Every option of a command, those of the shell around it included. */
export function allOptions(command: Runnable): [name: string, option: Option][] {
  return Object.entries({ ...optionsOf(command), ...SHELL_OPTIONS });
}

/** What can stand for an option's value: words, a file, a folder, or what nobody can guess. */
export type Values = readonly string[] | "file" | "folder" | "unknown";

/** What can stand for an option's value; undefined where it takes none. */
export function valuesOf({ type, choices, words, value }: Option): Values | undefined {
  if (type === "boolean") return undefined;
  if (choices ?? words) return [...(choices ?? []), ...(words ?? [])];
  return value === "file" || value === "folder" ? value : "unknown";
}

/** Text in single quotes, as every Bourne shell reads it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What a command or an option does, short enough for a line beside its name. */
export function inShort(describe: string): string {
  const [first = ""] = describe.split(/[:;] | \[/);
  return first.trim();
}
