/**
 * Options as data: defined once beside the command, they feed the parser, the help, the
 * environment and the config file.
 * @module
 */

/** One option of a command. */
export interface Option {
  /** `strings` may be given several times. */
  readonly type: "string" | "number" | "boolean" | "strings";
  readonly describe: string;
  readonly default?: string | number | boolean | readonly string[];
  /** True where commas separate several `strings` in one value. */
  readonly commas?: boolean;
  /** One letter. */
  readonly alias?: string;
  readonly choices?: readonly string[];
  /** What the value is, in one word for the help: `file` and `folder` are completed as such. */
  readonly value?: string;
  /** One of the choices, meant where the option stands without a value. */
  readonly bare?: string;
  /** Words that are allowed in place of a number. */
  readonly words?: readonly string[];
  /** Smallest number allowed. */
  readonly min?: number;
  /** Largest number allowed. */
  readonly max?: number;
  /** True where only whole numbers are allowed. */
  readonly integer?: boolean;
}

/** Options by name (kebab-case). */
export type Options = { readonly [name: string]: Option };

/** One argument without a dash. */
export interface Positional {
  readonly name: string;
  readonly describe: string;
  readonly required?: boolean;
  /** True where any number may follow. */
  readonly many?: boolean;
}

type ValueTypes = { string: string; number: number; boolean: boolean; strings: string[] };
type WordOf<O extends Option> = O["words"] extends readonly (infer W)[] ? W : never;
type ValueOf<O extends Option> = O["choices"] extends readonly (infer C)[]
  ? C
  : ValueTypes[O["type"]] | WordOf<O>;
type CamelCase<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<CamelCase<B>>}` : S;
type HasDefault<O extends Option> = O extends { default: unknown }
  ? true
  : O["type"] extends "boolean" | "strings"
    ? true
    : false;

/** The parsed values of options, under their camelCase names. Booleans are false and lists empty by default. */
export type ValuesOf<O extends Options> = {
  [N in keyof O & string as CamelCase<N>]: HasDefault<O[N]> extends true
    ? ValueOf<O[N]>
    : ValueOf<O[N]> | undefined;
};

/** The camelCase form of an option's name. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The environment variable of an option: `FACEPIPE_` and the name in capitals. */
export function variableOf(name: string): string {
  return `FACEPIPE_${name.replaceAll("-", "_").toUpperCase()}`;
}

/** Options of every command. */
export const COMMON_OPTIONS = {
  config: {
    type: "string",
    value: "file",
    describe: "JSON file of option values: for all commands at the top, for one under its name",
  },
  verbose: {
    type: "boolean",
    alias: "v",
    describe: "Print every failure, what networks run on, and how long it took",
  },
  quiet: { type: "boolean", alias: "q", describe: "Print no progress and no notes, only errors" },
} as const satisfies Options;

/** Options of every command whose work matters more than its records. */
export const SINK_OPTIONS = {
  json: { type: "boolean", describe: "Print one object that counts what was done, in place of the records" },
} as const satisfies Options;

/** Options of every command that writes records. */
export const OUTPUT_OPTIONS = {
  format: {
    type: "string",
    choices: ["ndjson", "arrow"],
    default: "ndjson",
    describe: "Format of the output",
  },
} as const satisfies Options;
