/**
 * The command line: from option tables to values and help texts, through yargs.
 * @module
 */
import type { Argv, Options as YargsOption } from "yargs";
import { FacepipeError, usageError } from "../core/mod.ts";
import { optionsOf, type Runnable } from "./command.ts";
import { camelCase, type Option, type Options, variableOf } from "./option.ts";
import { outsideSettings, toBoolean } from "./settings.ts";

/** What a command line asks for. */
export type Parsed =
  | { readonly ask: "help" }
  | { readonly ask: "version" }
  | { readonly ask: "run"; readonly values: Record<string, unknown> };

/**
 * Parses the arguments of a command.
 *
 * @param program What the user typed to get here, such as `facepipe models fetch`.
 * @throws FacepipeError (exit 2) naming the option and what it expects.
 */
export async function parseArgs(
  program: string,
  command: Runnable,
  argv: readonly string[],
): Promise<Parsed> {
  if (asksFor(argv, "--help", "-h")) return { ask: "help" };
  if (asksFor(argv, "--version")) return { ask: "version" };
  const options = optionsOf(command);
  const parser = await buildParser(program, command);
  const { settings, path, foreign } = outsideSettings(pathOf(program), options, configFile(argv));
  if (foreign.length > 0) await refuseUnknown(foreign, path);
  const parsed = await parser.config(settings).parseAsync(plainFlags(argv, options));
  return { ask: "run", values: checkedValues(command, options, parsed as Record<string, unknown>) };
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
async function refuseUnknown(names: readonly string[], path: string): Promise<void> {
  const { everyName } = await import("./every_name.ts");
  const known = await everyName();
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw usageError(`${unknown} in ${path}`, undefined, "there is no such command or option");
}

/** The help text of a command. */
export async function helpOf(program: string, command: Runnable, width: number): Promise<string> {
  const parser = await buildParser(program, command);
  return `${await parser.wrap(Math.min(width, 110)).getHelp()}\n`;
}

/** True where one of the flags stands before `--`. */
export function asksFor(argv: readonly string[], ...flags: string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).some((arg) => flags.includes(arg));
}

/**
 * The arguments with `--flag=yes` as `--flag=true`, which yargs would take for false, and with an
 * option that needs no value as `--option=value` where none of its choices follows.
 */
function plainFlags(argv: readonly string[], options: Options): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return argv.map((arg, i) => {
    const { bare, choices } = (i < end && options[arg.replace(/^--/, "")]) || {};
    if (bare && arg.startsWith("--") && !choices?.includes(argv[i + 1] ?? "")) return `${arg}=${bare}`;
    const [, name = "", text = ""] = (i < end && /^--([^=]+)=(.*)$/s.exec(arg)) || [];
    return options[name]?.type === "boolean" ? `--${name}=${toBoolean(`--${name}`, text)}` : arg;
  });
}

function configFile(argv: readonly string[]): string | undefined {
  for (const [i, arg] of argv.entries()) {
    if (arg === "--config") return argv[i + 1];
    if (arg.startsWith("--config=")) return arg.slice("--config=".length);
  }
  return undefined;
}

async function buildParser(program: string, command: Runnable): Promise<Argv> {
  const { default: yargs } = await import("yargs");
  const parser = yargs()
    .scriptName(program)
    .locale("en")
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((message: string | null, error?: Error) => {
      throw error instanceof FacepipeError
        ? error
        : usageProblem(program, message ?? error?.message ?? "unknown");
    })
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "duplicate-arguments-array": true,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "populate--": true,
    })
    .usage(`${usageLine(command)}\n\n${command.describe}${command.details ? `\n\n${command.details}` : ""}`)
    .strictOptions();
  for (const [name, option] of Object.entries(optionsOf(command))) parser.option(name, yargsOption(option));
  parser.option("help", { alias: "h", type: "boolean", describe: "Show this help" });
  parser.option("version", { type: "boolean", describe: "Show the version" });
  return parser.epilogue(
    `${exampleLines(program, command)}Every option can also be set by a variable, such as ${exampleVariable(command)}, or in a config file.`,
  );
}

/** Examples as lines that can be copied, however narrow the terminal is. */
function exampleLines(program: string, { examples }: Runnable): string {
  if (examples.length === 0) return "";
  const lines = examples.map(([line, what]) => `  ${line.replaceAll("$0", program)}\n      ${what}`);
  return `Examples:\n${lines.join("\n")}\n\n`;
}

function exampleVariable(command: Runnable): string {
  const [name, option] = Object.entries(optionsOf(command))[0] as [string, Option];
  return `${variableOf(name)}=${option.default ?? (option.type === "boolean" ? "true" : "…")}`;
}

function usageLine(command: Runnable): string {
  const names = (command.positionals ?? []).map(({ name, many, required }) => {
    const shown = many ? `${name}…` : name;
    return required ? `<${shown}>` : `[${shown}]`;
  });
  return ["$0", ...names, "[options]"].join(" ");
}

function yargsOption(option: Option): YargsOption {
  return {
    describe: option.choices ? `${option.describe}: ${option.choices.join(", ")}` : option.describe,
    // Numbers stay text until they are checked here; yargs makes NaN of a typing mistake.
    ...(option.type === "number" ? {} : { type: option.type === "boolean" ? "boolean" : "string" }),
    requiresArg: option.type !== "boolean",
    ...(option.alias === undefined ? {} : { alias: option.alias }),
    ...(option.default === undefined ? {} : { defaultDescription: String(option.default) }),
  };
}

function usageProblem(program: string, message: string): FacepipeError {
  const unknown = /^Unknown arguments?: (\S+)/.exec(message)?.[1]?.replace(/,$/, "");
  if (unknown !== undefined) {
    const flag = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
    return usageError(flag, undefined, `there is no such option, see ${program} --help`);
  }
  const missing = /^Not enough arguments following: (\S+)/.exec(message)?.[1];
  if (missing !== undefined) return usageError(`--${missing}`, undefined, "it needs a value");
  const choice = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(message.replaceAll("\n", " "));
  if (choice)
    return usageError(`--${choice[1]}`, undefined, `expected one of ${choice[3]?.replaceAll('"', "")}`);
  return usageError("the command line", undefined, message.split("\n")[0] ?? message);
}

function checkedValues(
  command: Runnable,
  options: Options,
  parsed: Record<string, unknown>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options))
    values[camelCase(name)] = optionValue(name, option, parsed[name]);
  const rest = [...((parsed._ as unknown[]) ?? []), ...((parsed["--"] as unknown[]) ?? [])].map(String);
  values._ = positionalValues(command, rest);
  return values;
}

function optionValue(name: string, option: Option, given: unknown): unknown {
  const flag = `--${name}`;
  if (option.type === "boolean") return lastOf(given) ?? option.default ?? false;
  if (given === undefined) return option.default ?? (option.type === "strings" ? [] : undefined);
  if (option.type === "strings") {
    const all = (Array.isArray(given) ? given : [given]).map(String);
    return (option.commas ? all.flatMap((text) => text.split(",")) : all).filter((text) => text !== "");
  }
  const text = String(lastOf(given));
  if (option.choices && !option.choices.includes(text)) {
    throw usageError(flag, text, `expected one of ${option.choices.join(", ")}`);
  }
  return option.type === "number" ? numberValue(flag, option, text) : text;
}

function lastOf(given: unknown): unknown {
  return Array.isArray(given) ? given.at(-1) : given;
}

function numberValue(flag: string, option: Option, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false } = option;
  const fits =
    value >= min && value <= max && Number.isFinite(value) && (!integer || Number.isInteger(value));
  if (!fits) throw usageError(flag, text, `expected ${rangeWords(option)}`);
  return value;
}

function rangeWords({ min, max, integer }: Option): string {
  const kind = integer ? "a whole number" : "a number";
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  if (min !== undefined) return `${kind} of at least ${min}`;
  return max === undefined ? kind : `${kind} of at most ${max}`;
}

function positionalValues(command: Runnable, rest: string[]): Record<string, string[]> {
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
