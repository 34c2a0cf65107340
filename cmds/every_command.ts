/**
 * Every command that can be run, with its path: for what is written for all of them at once.
 * @module
 */
import { nearestHint, usageError } from "../core/mod.ts";
import { type CommandEntry, optionsOf, type Runnable } from "./command.ts";

/** A command, and what is typed after `facepipe` to get there. */
export interface FoundCommand {
  readonly path: readonly string[];
  readonly command: Runnable;
}

/** A group of commands, and what is typed after `facepipe` to get there. */
export interface FoundGroup {
  readonly path: readonly string[];
  readonly describe: string;
  readonly names: readonly string[];
}

/** All commands, in the order of the help. */
export interface Everything {
  readonly commands: readonly FoundCommand[];
  /** Groups of commands; the first is facepipe itself, with an empty path. */
  readonly groups: readonly FoundGroup[];
  /** Names of the commands that have an executable of their own. */
  readonly bare: readonly string[];
}

/** Loads every command, so it takes a moment. */
export async function everyCommand(entries: readonly CommandEntry[]): Promise<Everything> {
  const found = { commands: [] as FoundCommand[], groups: [] as FoundGroup[] };
  await collect([], "Finds out who is in your photos", entries, found);
  return { ...found, bare: entries.filter(({ bare }) => bare).map(({ name }) => name) };
}

async function collect(
  path: readonly string[],
  describe: string,
  entries: readonly CommandEntry[],
  found: { commands: FoundCommand[]; groups: FoundGroup[] },
): Promise<void> {
  found.groups.push({ path, describe, names: entries.map(({ name }) => name) });
  for (const entry of entries) {
    const command = await entry.load();
    const below = [...path, entry.name];
    if (command.type === "group") await collect(below, command.describe, command.commands, found);
    else found.commands.push({ path: below, command });
  }
}

/** The names that a config file may use: every option, and every command by its path. */
export async function everyName(entries: readonly CommandEntry[]): Promise<Set<string>> {
  const { commands } = await everyCommand(entries);
  return new Set(
    commands.flatMap(({ path, command }) => [path.join(" "), ...Object.keys(optionsOf(command))]),
  );
}

/**
 * The command of that path, or undefined for that of a group.
 *
 * @throws FacepipeError (exit 2) where there is none, with the nearest that is.
 */
export function findCommand(
  { commands, groups }: Everything,
  path: readonly string[],
): FoundCommand | undefined {
  const name = path.join(" ");
  const found = commands.find((command) => command.path.join(" ") === name);
  if (found || groups.some((group) => group.path.join(" ") === name)) return found;
  const hint = nearestHint(
    name,
    commands.map((command) => command.path.join(" ")),
  );
  throw usageError("command", name, `there is none of that name${hint}, see facepipe --help`);
}
