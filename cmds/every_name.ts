/**
 * The names that a config file may use: every option, and every command by its path.
 * @module
 */
import { type CommandEntry, optionsOf } from "./command.ts";
import { COMMANDS } from "./commands.ts";

/** Loads every command, so it takes a moment. */
export async function everyName(): Promise<Set<string>> {
  const names = new Set<string>();
  await collect("", COMMANDS, names);
  return names;
}

async function collect(parent: string, entries: readonly CommandEntry[], names: Set<string>): Promise<void> {
  for (const entry of entries) {
    const path = `${parent} ${entry.name}`.trim();
    const command = await entry.load();
    if (command.type === "group") await collect(path, command.commands, names);
    else for (const name of [path, ...Object.keys(optionsOf(command))]) names.add(name);
  }
}
