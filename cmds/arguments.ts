/**
 * The words of a command line, sorted into options and positional arguments by Node's own parser.
 * @module
 */
import { parseArgs as tokenize } from "node:util";
import { nearestHint, usageError } from "../core/mod.ts";
import type { Options } from "./option.ts";

/** What a command line says. */
export interface Arguments {
  /** What was given for each option, in the order in which it was. */
  readonly options: ReadonlyMap<string, readonly (string | boolean)[]>;
  readonly positionals: readonly string[];
}

/**
 * Sorts the words.
 *
 * @param program What the user typed to get here, for messages.
 * @throws FacepipeError (exit 2) for an option that is not there, with the nearest that is, and for
 * a value that is missing.
 */
export function readArguments(program: string, options: Options, argv: readonly string[]): Arguments {
  const given = new Map<string, (string | boolean)[]>();
  const positionals: string[] = [];
  const { tokens } = tokenize({
    args: withBareValues(argv, options),
    options: Object.fromEntries(Object.entries(options).map(([name, option]) => [name, shapeOf(option)])),
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) throw unknownOption(program, rawName, options);
    const taken = option.type === "boolean" ? (value ?? true) : takenValue(name, value, inlineValue);
    given.set(name, [...(given.get(name) ?? []), taken]);
  }
  return { options: given, positionals };
}

function shapeOf({ type, alias }: Options[string]) {
  const shape = { type: type === "boolean" ? ("boolean" as const) : ("string" as const) };
  return alias === undefined ? shape : { ...shape, short: alias };
}

/** The value of an option; what looks like the next option is none, but a dash and a negative number are. */
function takenValue(name: string, value: string | undefined, inline: boolean | undefined): string {
  if (value !== undefined && (inline || !/^-[^0-9.]/.test(value))) return value;
  throw usageError(`--${name}`, undefined, "it needs a value");
}

/** The arguments with an option that needs no value as `--option=value` where none of its choices follows. */
function withBareValues(argv: readonly string[], options: Options): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return argv.map((arg, i) => {
    if (i >= end || !arg.startsWith("--")) return arg;
    const name = arg.slice(2);
    const { bare, choices } = (Object.hasOwn(options, name) && options[name]) || {};
    return bare && !choices?.includes(argv[i + 1] ?? "") ? `${arg}=${bare}` : arg;
  });
}

function unknownOption(program: string, flag: string, options: Options) {
  const name = flag.replace(/^--?/, "");
  const hint = name.length > 1 ? nearestHint(name, Object.keys(options), (word) => `--${word}`) : "";
  return usageError(flag, undefined, `there is no such option${hint}, see ${program} --help`);
}
