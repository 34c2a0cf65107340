/**
 * The command line: from option tables to values.
 * @module
 */
import { nearestHint, usageError } from "../core/mod.ts";
import { readArguments } from "./arguments.ts";
import { type CommandEntry, optionsOf, type Runnable } from "./command.ts";
import { camelCase } from "./option.ts";
import { optionValue } from "./option_values.ts";
import { outsideSettings } from "./settings.ts";

/** What a command line asks for. */
export type Parsed =
  | { readonly ask: "help" }
  | { readonly ask: "version" }
  | {
      readonly ask: "run";
      readonly values: Record<string, unknown>;
      /** Where the value of each option comes from, by the option's name; options with their default are left out. */
      readonly origins: ReadonlyMap<string, string>;
    };

/** The origin of what stands on the command line. */
export const COMMAND_LINE = "command line";

/**
 * Parses the arguments of a command.
 *
 * @param program What the user typed to get here, such as `facepipe models fetch`.
 * @param entries Every command there is, whose names and options a config file may use.
 * @throws FacepipeError (exit 2) naming the option and what it expects.
 */
export async function parseArgs(
  program: string,
  command: Runnable,
  argv: readonly string[],
  entries: readonly CommandEntry[] = [],
): Promise<Parsed> {
  if (asksFor(argv, "--help", "-h")) return { ask: "help" };
  if (asksFor(argv, "--version")) return { ask: "version" };
  const options = optionsOf(command);
  const line = readArguments(program, options, argv);
  const outside = outsideSettings(pathOf(program), options, line.options.get("config")?.at(-1)?.toString());
  if (outside.foreign.length > 0) await refuseUnknown(outside.foreign, outside.path, entries);
  const values: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  for (const [name, option] of Object.entries(options)) {
    const onLine = line.options.get(name);
    const setting = outside.settings.get(name);
    values[camelCase(name)] = optionValue(name, option, onLine ?? setting?.value);
    const origin = onLine ? COMMAND_LINE : setting?.origin;
    if (origin !== undefined) origins.set(name, origin);
  }
  values._ = positionalValues(command, line.positionals);
  return { ask: "run", values, origins };
}

/**
 * What names a command to facepipe, such as `models fetch`.
 *
 * @param program What the user typed to get there, such as `facepipe models fetch` or `scan`.
 */
export function pathOf(program: string): string {
  return program.replace(/^facepipe /, "");
}

/** @throws FacepipeError (exit 2) for a name in a config file that no command and no option has. */
async function refuseUnknown(
  names: readonly string[],
  path: string,
  entries: readonly CommandEntry[],
): Promise<void> {
  const { everyName } = await import("./every_command.ts");
  const known = await everyName(entries);
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const hint = nearestHint(unknown, known);
  throw usageError(`${unknown} in ${path}`, undefined, `there is no such command or option${hint}`);
}

/** True where one of the flags stands before `--`. */
export function asksFor(argv: readonly string[], ...flags: string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).some((arg) => flags.includes(arg));
}

function positionalValues(command: Runnable, rest: readonly string[]): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  let next = 0;
  for (const { name, required, many } of command.positionals ?? []) {
    const taken = rest.slice(next, many ? undefined : next + 1);
    if (required && taken.length === 0) throw usageError(`<${name}>`, undefined, `it is missing, see --help`);
    next += taken.length;
    values[name] = taken;
  }
  const extra = rest[next];
  if (extra !== undefined) throw usageError("argument", extra, "the command takes no more of them");
  return values;
}
