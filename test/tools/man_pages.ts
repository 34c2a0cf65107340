/**
 * Part of the build: the manual page of every command and group, for `dist/man`.
 * @module
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "../../cmds/commands.ts";
import { everyCommand } from "../../cmds/every_command.ts";
import { commandPage, groupPage, pageName } from "../../cmds/man_page.ts";
import { ROOT } from "./paths.ts";

/** Folder of the pages. */
export const MAN = join(ROOT, "dist/man");

/** Writes the pages. */
export async function writeManPages(): Promise<void> {
  const everything = await everyCommand(COMMANDS);
  rmSync(MAN, { recursive: true, force: true });
  mkdirSync(MAN, { recursive: true });
  const write = (path: readonly string[], page: string) =>
    writeFileSync(join(MAN, `${pageName(path)}.1`), page);
  for (const { path, command } of everything.commands) write(path, commandPage(path, command));
  for (const { path } of everything.groups) write(path, groupPage(path, everything));
}
