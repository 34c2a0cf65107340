/**
 * Manual pages in the macros of man(7), from the table of options.
 * @module
 */
import { EXIT, type ExitCode } from "../core/mod.ts";
import { optionsOf, type Runnable } from "./command.ts";
import type { Everything } from "./every_command.ts";
import { describeOption, SHELL_OPTIONS, usageOf, valueWord } from "./help.ts";
import { type Option, variableOf } from "./option.ts";
import { VERSION } from "./version.ts";

/** What each exit code means, as the README's table says it. */
const EXIT_MEANINGS: { readonly [name in keyof typeof EXIT]: string } = {
  done: "Everything was done, or the program downstream closed the pipe.",
  noMatch: "Finished, nothing matched.",
  usage: "The command line is wrong.",
  someFailed: "Finished, some items failed; each has an error record.",
  malformedInput: "The input stream is malformed, or the stage before failed.",
  modelUnavailable: "A model or a device cannot be used.",
  storage: "Storage failed: full disk, read-only target.",
  internal: "A defect of facepipe.",
  interrupted: "Interrupted.",
  terminated: "Asked to stop.",
};

/** The name of a page, such as `facepipe-models-fetch`. */
export function pageName(path: readonly string[]): string {
  return ["facepipe", ...path].join("-");
}

/** The page of a command. */
export function commandPage(path: readonly string[], command: Runnable): string {
  const program = ["facepipe", ...path].join(" ");
  const { describe, details, examples } = command;
  return page(path, describe, [
    section("SYNOPSIS", `${bold(program)} ${text(usageOf(command))}`),
    section("DESCRIPTION", paragraphs(`${describe}.`, ...(details?.split("\n\n") ?? []))),
    section(
      "OPTIONS",
      Object.entries({ ...optionsOf(command), ...SHELL_OPTIONS })
        .map(optionItem)
        .join("\n"),
    ),
    ...(examples.length === 0 ? [] : [section("EXAMPLES", examples.map(exampleItem(program)).join("\n"))]),
    environment(command),
    exitStatus(),
    section("SEE ALSO", `${bold("facepipe")}(1)`),
  ]);
}

/** The page of a group of commands, and of facepipe itself. */
export function groupPage(path: readonly string[], everything: Everything): string {
  const { describe, names } = everything.groups.find((group) => group.path.join() === path.join())!;
  const all = [
    ...everything.groups.map((group) => [group.path, group.describe] as const),
    ...everything.commands.map(({ path, command }) => [path, command.describe] as const),
  ];
  const items = names.map((name) => {
    const below = [...path, name];
    const what = all.find(([other]) => other.join() === below.join())![1];
    return `.TP\n${bold(pageName(below))}(1)\n${text(what)}`;
  });
  return page(path, describe, [
    section("SYNOPSIS", `${bold(["facepipe", ...path].join(" "))} <command> [options]`),
    section("DESCRIPTION", text(`${describe}.`)),
    section("COMMANDS", items.join("\n")),
    exitStatus(),
  ]);
}

function page(path: readonly string[], describe: string, sections: readonly string[]): string {
  const name = pageName(path);
  // The date is left out: the same sources give the same pages.
  const head = `.TH ${name.toUpperCase()} 1 "" "facepipe ${VERSION}" "facepipe"`;
  return `${[head, section("NAME", `${text(name)} \\- ${text(describe)}`), ...sections].join("\n")}\n`;
}

function section(title: string, body: string): string {
  return `.SH ${title}\n${body}`;
}

function paragraphs(...all: string[]): string {
  return all.map(text).join("\n.PP\n");
}

function optionItem([name, option]: [string, Option]): string {
  const word = valueWord(option);
  const flag = bold(`--${name}`);
  const full =
    word === undefined ? flag : option.bare ? `${flag}[=\\fI${word}\\fR]` : `${flag} \\fI${word}\\fR`;
  const short = option.alias === undefined ? "" : `${bold(`-${option.alias}`)}, `;
  return `.TP\n${short}${full}\n${text(describeOption(option))}`;
}

function exampleItem(program: string) {
  return ([line, what]: readonly [string, string]) =>
    `.TP\n${bold(line.replaceAll("$0", program))}\n${text(what)}`;
}

function environment(command: Runnable): string {
  const [name = "quiet"] = Object.keys(optionsOf(command));
  const words = `Every option can also be set by a variable, such as ${variableOf(name)}, or in a config file; facepipe config shows which is.`;
  return section("ENVIRONMENT", text(words));
}

function exitStatus(): string {
  const items = Object.entries(EXIT_MEANINGS).map(
    ([name, meaning]) => `.TP\n.B ${EXIT[name as keyof typeof EXIT] satisfies ExitCode}\n${meaning}`,
  );
  return section("EXIT STATUS", items.join("\n"));
}

/** Bold text; by escapes, since macros take quotation marks for their own. */
function bold(words: string): string {
  return `\\fB${text(words)}\\fR`;
}

/** Text that roff takes for nothing else: no escapes, dashes as they are typed, no line that begins a macro. */
function text(words: string): string {
  return words
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti")
    .replaceAll("…", "...")
    .replaceAll("×", "\\(mu")
    .replace(/^\./gm, "\\&.")
    .replaceAll("\n", " ");
}
