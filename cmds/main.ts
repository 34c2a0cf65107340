/**
 * From the arguments of the process to a command and its exit code.
 * @module
 */
import { EXIT, type ExitCode, type FacepipeError, nearestHint, usageError } from "../core/mod.ts";
import type { Command, CommandEntry, Runnable } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { helpOf } from "./help.ts";
import { asksFor, parseArgs, pathOf } from "./parse.ts";
import { refuse, runCommand } from "./shell.ts";
import { writeStdout } from "./standard_io.ts";
import { VERSION } from "./version.ts";

const DEFAULT_WIDTH = 100;

/** Runs `facepipe <command>`, or a bare command such as `scan`, and ends the process with its exit code. */
export async function main(bare?: string): Promise<void> {
  const argv = process.argv.slice(2);
  // Messages that nobody can read must not end the work.
  process.stderr.on("error", () => {});
  const code = bare === undefined ? await runUmbrella(argv) : await runNamed("", [bare, ...argv]);
  // After a signal nothing is worth waiting for: a network that runs, or a reader that does not read.
  if (code === EXIT.interrupted || code === EXIT.terminated) process.exit(code);
  // Whatever still waits for input nobody needs must not keep the process alive.
  process.stdin.destroy();
  process.exitCode = code;
}

/** Runs the command that the first argument names; `parent` is what the user typed before it. */
async function runNamed(
  parent: string,
  [name = "", ...argv]: string[],
  entries = COMMANDS,
): Promise<ExitCode> {
  const entry = entries.find((candidate) => candidate.name === name);
  if (!entry) return complain(parent, unknownCommand(parent, name, entries));
  const program = `${parent} ${name}`.trim();
  const command = await entry.load();
  return command.type === "group" ? runGroup(program, command, argv) : runRunnable(program, command, argv);
}

function unknownCommand(parent: string, name: string, entries: readonly CommandEntry[]): FacepipeError {
  const hint = nearestHint(
    name,
    entries.map((entry) => entry.name),
  );
  return usageError("command", name, `there is none of that name${hint}, see ${parent} --help`);
}

async function runUmbrella(argv: string[]): Promise<ExitCode> {
  const [first] = argv;
  if (first !== undefined && !first.startsWith("-")) return runNamed("facepipe", argv);
  if (first === "--version") return print(`${VERSION}\n`);
  const help = await listHelp("facepipe", "Finds out who is in your photos.", COMMANDS);
  if (first === "--help" || first === "-h") return print(help);
  process.stderr.write(help);
  return first === undefined
    ? EXIT.usage
    : complain("facepipe", usageError(first, undefined, "there is no such option"));
}

async function runGroup(
  program: string,
  group: Command & { type: "group" },
  argv: string[],
): Promise<ExitCode> {
  const [first] = argv;
  if (first !== undefined && !first.startsWith("-")) return runNamed(program, argv, group.commands);
  if (asksFor(argv, "--version")) return print(`${VERSION}\n`);
  const help = await listHelp(program, group.describe, group.commands);
  if (asksFor(argv, "--help", "-h")) return print(help);
  process.stderr.write(help);
  return EXIT.usage;
}

async function runRunnable(program: string, command: Runnable, argv: string[]): Promise<ExitCode> {
  const width = process.stdout.columns ?? process.stderr.columns ?? DEFAULT_WIDTH;
  try {
    const parsed = await parseArgs(program, command, argv, COMMANDS);
    if (parsed.ask === "version") return await print(`${VERSION}\n`);
    if (parsed.ask === "help") return await print(helpOf(program, command, width));
    const chosen = chooseCommand(command, parsed.values);
    if (chosen.type === "stage" && process.stdin.isTTY) {
      process.stderr.write(helpOf(program, command, width));
      return EXIT.usage;
    }
    return await runCommand(pathOf(program), chosen, parsed.values, COMMANDS);
  } catch (thrown) {
    return refuse(pathOf(program), command, thrown);
  }
}

/** The command, or what its arguments ask for in its place. */
function chooseCommand(command: Runnable, values: Record<string, unknown>): Runnable {
  if (command.type !== "stage") return command;
  return command.instead?.(values as Parameters<NonNullable<typeof command.instead>>[0]) ?? command;
}

async function listHelp(
  program: string,
  describe: string,
  entries: readonly CommandEntry[],
): Promise<string> {
  const commands = await Promise.all(entries.map((entry) => entry.load()));
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.describe}`);
  return [
    `${program} <command> [options]`,
    "",
    describe,
    "",
    "Commands:",
    ...lines,
    "",
    `Options of a command: ${program} <command> --help`,
    "",
  ].join("\n");
}

async function print(text: string): Promise<ExitCode> {
  await writeStdout(Buffer.from(text)).catch(() => {});
  return EXIT.done;
}

function complain(program: string, error: FacepipeError): ExitCode {
  const { code, message: reason, param, value } = error;
  const line = process.stderr.isTTY
    ? `${program}: ${reason}`
    : JSON.stringify({ level: "error", code, reason, param, value });
  process.stderr.write(`${line}\n`);
  return error.exit;
}
