/**
 * Option values from outside the command line: environment variables, then the config file.
 * @module
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { nearestHint, reasonOf, usageError } from "../core/mod.ts";
import { type Options, variableOf } from "./option.ts";

type Environment = Record<string, string | undefined>;
type Config = Record<string, unknown>;

/** A value that the world outside of the command line gives an option. */
export interface Setting {
  readonly value: unknown;
  /** The variable or the file that gives it. */
  readonly origin: string;
}

/** What the world outside of the command line says. */
export interface Outside {
  /** Values of options, by name. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** The config file that was read, or would have been. */
  readonly path: string;
  /** True where the config file is there. */
  readonly present: boolean;
  /** Its top-level names that mean nothing to this command; another one may know them. */
  readonly foreign: readonly string[];
}

/**
 * Values for `options` that the command line does not give: from `FACEPIPE_*` variables, and
 * below them from the config file (`file`, else `FACEPIPE_CONFIG`, else
 * `facepipe/config.json` in the XDG config folder, if it is there). There, options at the top are
 * for every command, and the section `"models fetch": {…}` is for that command.
 *
 * @param command What follows `facepipe` to name the command, such as `models fetch`.
 * @throws FacepipeError (exit 2) where the config file cannot be read or has an unknown option.
 */
export function outsideSettings(
  command: string,
  options: Options,
  file?: string,
  env: Environment = process.env,
): Outside {
  const given = file ?? env[variableOf("config")];
  const path = given ?? join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "facepipe", "config.json");
  const config = readConfig(path, given !== undefined);
  const settings = new Map<string, Setting>();
  for (const [name, value] of fromConfig(command, options, path, config ?? {}))
    settings.set(name, { value, origin: path });
  for (const [name, value] of fromEnvironment(options, env))
    settings.set(name, { value, origin: variableOf(name) });
  const foreign = Object.keys(config ?? {}).filter(
    (name) => name !== command && !Object.hasOwn(options, name),
  );
  return { settings, path, present: config !== undefined, foreign };
}

function* fromEnvironment(options: Options, env: Environment): Generator<[name: string, value: unknown]> {
  for (const [name, option] of Object.entries(options)) {
    const text = env[variableOf(name)];
    if (text === undefined || text === "") continue;
    yield [name, option.type === "boolean" ? toBoolean(variableOf(name), text) : text];
  }
}

/** A boolean as people write it. */
export function toBoolean(name: string, text: string): boolean {
  if (["1", "true", "yes"].includes(text.toLowerCase())) return true;
  if (["0", "false", "no"].includes(text.toLowerCase())) return false;
  throw usageError(name, text, "expected true or false");
}

function* fromConfig(
  command: string,
  options: Options,
  path: string,
  config: Config,
): Generator<[name: string, value: unknown]> {
  const own = Object.hasOwn(config, command) ? config[command] : undefined;
  const section = isObject(own) ? own : {};
  for (const name of Object.keys(section)) {
    if (Object.hasOwn(options, name)) continue;
    const hint = nearestHint(name, Object.keys(options));
    throw usageError(`option ${name} of ${command} in ${path}`, undefined, `there is no such option${hint}`);
  }
  for (const [name, value] of [...Object.entries(config), ...Object.entries(section)]) {
    if (!Object.hasOwn(options, name) || isObject(value)) continue;
    yield [name, options[name]?.type === "boolean" ? toBoolean(`${name} in ${path}`, String(value)) : value];
  }
}

function readConfig(path: string, required: boolean): Config | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (!required && ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw usageError("config file", path, reasonOf(error));
  }
  try {
    const config: unknown = JSON.parse(text);
    if (isObject(config)) return config;
  } catch (error) {
    throw usageError("config file", path, reasonOf(error));
  }
  throw usageError("config file", path, "expected a JSON object");
}

function isObject(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
