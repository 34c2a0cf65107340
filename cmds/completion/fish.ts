/**
 * Completion for fish.
 * @module
 */
import type { Everything } from "../every_command.ts";
import type { Option } from "../option.ts";
import { allOptions, inShort, programs, valuesOf } from "./words.ts";

/** A script for fish's folder of completions. */
export function fishScript(everything: Everything): string {
  const { commands, groups } = everything;
  const paths = [...groups, ...commands].map(({ path }) => path.join(" ")).filter((path) => path !== "");
  const names = programs(everything);
  const what = new Map([
    ...groups.map(({ path, describe }) => [path.join(" "), describe] as const),
    ...commands.map(({ path, command }) => [path.join(" "), command.describe] as const),
  ]);
  const lines = [
    ...groups.flatMap(({ path, names: inside }) =>
      inside.map((name) => {
        const shown = escaped(inShort(what.get([...path, name].join(" ")) ?? ""));
        return `${at(names, path)} -f -a ${escaped(name)} -d ${shown}`;
      }),
    ),
    ...commands.flatMap(({ path, command }) =>
      allOptions(command).map(([name, option]) => `${at(names, path)} ${optionOf(name, option)}`),
    ),
  ];
  return `# Completion of facepipe for fish: facepipe completion fish > ~/.config/fish/conf.d/facepipe.fish
set -g __facepipe_paths ${paths.map(escaped).join(" ")}

function __facepipe_at
    set -l words (commandline -opc)
    set -l path
    set -l program (string replace -r '.*/' '' -- $words[1])
    test "$program" = facepipe; or set path $program
    for word in $words[2..-1]
        contains -- (string join ' ' -- $path $word) $__facepipe_paths; or break
        set path $path $word
    end
    test "$path" = "$argv"
end

${lines.join("\n")}
`;
}

/** The beginning of a line that holds where these words stand before the cursor. */
function at(names: readonly string[], path: readonly string[]): string {
  const concerned = names.filter((name) => name === "facepipe" || name === path[0]);
  return `complete ${concerned.map((name) => `-c ${name}`).join(" ")} -n ${escaped(["__facepipe_at", ...path].join(" "))}`;
}

function optionOf(name: string, option: Option): string {
  const values = valuesOf(option);
  const flags = `-l ${name}${option.alias === undefined ? "" : ` -s ${option.alias}`}`;
  return `${flags}${takes(values)} -d ${escaped(inShort(option.describe))}`;
}

function takes(values: ReturnType<typeof valuesOf>): string {
  if (values === undefined) return "";
  if (values === "file") return " -r -F";
  if (values === "folder") return " -x -a '(__fish_complete_directories)'";
  return typeof values === "string" ? " -x" : ` -x -a ${escaped(values.join(" "))}`;
}

/** Text in single quotes, as fish reads it. */
function escaped(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
