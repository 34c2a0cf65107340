/**
 * Help texts, from the table of options.
 * @module
 */
import { optionsOf, type Runnable } from "./command.ts";
import { type Option, type Positional, variableOf } from "./option.ts";

const WIDEST = 110;

/** Names that are longer stand on a line of their own. */
const WIDEST_NAME = 30;

/** Options that the shell around the commands answers. */
export const SHELL_OPTIONS: { readonly [name: string]: Option } = {
  help: { type: "boolean", alias: "h", describe: "Show this help" },
  version: { type: "boolean", describe: "Show the version" },
};

/**
 * The help text of a command.
 *
 * @param program What the user typed to get here, such as `facepipe models fetch`.
 * @param width Columns of the terminal.
 */
export function helpOf(program: string, command: Runnable, width: number): string {
  const columns = Math.min(width, WIDEST);
  const { describe, details, examples } = command;
  const options = Object.entries({ ...optionsOf(command), ...SHELL_OPTIONS });
  const names = options.map(([name, option]) => nameOf(name, option));
  const left = Math.min(WIDEST_NAME, Math.max(...names.map(({ length }) => length))) + 2;
  const paragraphs = [describe, ...(details?.split("\n\n") ?? [])].map((text) =>
    wrap(text, columns).join("\n"),
  );
  const lines = options.flatMap(([, option], i) =>
    optionLines(names[i]!, describeOption(option), left, columns),
  );
  const shown = examples.map(([line, what]) => `  ${line.replaceAll("$0", program)}\n      ${what}\n`);
  return [
    `${program} ${usageOf(command)}\n`,
    ...paragraphs.map((text) => `${text}\n`),
    `Options:\n${lines.join("\n")}\n`,
    ...(shown.length > 0 ? [`Examples:\n${shown.join("")}`] : []),
    `${wrap(`Every option can also be set by a variable, such as ${exampleVariable(command)}, or in a config file.`, columns).join("\n")}\n`,
  ].join("\n");
}

/** What follows a command's name, such as `<in> [out] [options]`. */
export function usageOf({ positionals = [] }: Runnable): string {
  return [...positionals.map(positionalOf), "[options]"].join(" ");
}

function positionalOf({ name, many, required }: Positional): string {
  const shown = many ? `${name}…` : name;
  return required ? `<${shown}>` : `[${shown}]`;
}

/** What an option's value is, in one word; undefined where it takes none. */
export function valueWord({ type, value, choices }: Option): string | undefined {
  if (type === "boolean") return undefined;
  return (value ?? (choices ? "word" : type === "number" ? "number" : "text")).toUpperCase();
}

/** What an option is for, what it may be and what it is by default. */
export function describeOption({ describe, choices, default: value }: Option): string {
  const list = choices ? `${describe}: ${choices.join(", ")}` : describe;
  return value === undefined ? list : `${list} [default: ${value}]`;
}

function nameOf(name: string, option: Option): string {
  const word = valueWord(option);
  const value = word === undefined ? "" : option.bare ? `[=${word}]` : ` ${word}`;
  return `  ${option.alias === undefined ? "    " : `-${option.alias}, `}--${name}${value}`;
}

function optionLines(name: string, text: string, left: number, columns: number): string[] {
  const lines = wrap(text, Math.max(20, columns - left)).map((line) => " ".repeat(left) + line);
  if (name.length + 2 > left) return [name, ...lines];
  return [name.padEnd(left) + lines[0]!.slice(left), ...lines.slice(1)];
}

/** Words in lines that are no longer than `columns`, where the words allow it. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function exampleVariable(command: Runnable): string {
  const [name, option] = Object.entries(optionsOf(command))[0] as [string, Option];
  return `${variableOf(name)}=${option.default ?? (option.type === "boolean" ? "true" : "…")}`;
}
