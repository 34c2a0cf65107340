/**
 * Completion for zsh, by its own `_arguments`.
 * @module
 */
import type { Everything } from "../every_command.ts";
import type { Option } from "../option.ts";
import { allOptions, inShort, programs, quoted, valuesOf } from "./words.ts";

/** A file for a folder of `$fpath`, named `_facepipe`. */
export function zshScript(everything: Everything): string {
  const { commands, groups } = everything;
  const describe = new Map([...commands, ...groups].map((one) => [one.path.join(" "), describeOf(one)]));
  const paths = [...describe.keys()].filter((path) => path !== "");
  const groupCases = groups.map(({ path, names }) => {
    const items = names.map((name) => {
      const what = describe.get([...path, name].join(" ")) ?? "";
      return quoted(`${name}:${inShort(what).replaceAll(":", "\\:")}`);
    });
    return `    ${quoted(path.join(" "))})\n      local -a names=(${items.join(" ")})\n      _describe command names ;;`;
  });
  const commandCases = commands.map(({ path, command }) => {
    const specs = allOptions(command).map(([name, option]) => specOf(name, option));
    return `    ${quoted(path.join(" "))})\n      _arguments -s \\\n        ${[...specs, "'*:file:_files'"].join(" \\\n        ")} ;;`;
  });
  return `#compdef ${programs(everything).join(" ")}
# Completion of facepipe for zsh: facepipe completion zsh > ~/.zfunc/_facepipe
_facepipe() {
  local path_= at
  [[ \${words[1]:t} == facepipe ]] || path_=\${words[1]:t}
  while (( CURRENT > 2 )); do
    at="\${path_:+$path_ }\${words[2]}"
    case $at in
    ${paths.map(quoted).join(" | ")})
      path_=$at; shift words; (( CURRENT-- )) ;;
    *) break ;;
    esac
  done
  case $path_ in
${[...groupCases, ...commandCases].join("\n")}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _facepipe "$@"; else compdef _facepipe ${programs(everything).join(" ")}; fi
`;
}

function describeOf(one: Everything["commands"][number] | Everything["groups"][number]): string {
  return "command" in one ? one.command.describe : one.describe;
}

/** One argument of `_arguments`. */
function specOf(name: string, option: Option): string {
  const flags = option.alias === undefined ? [`--${name}`] : [`-${option.alias}`, `--${name}`];
  const values = valuesOf(option);
  const many = option.type === "strings" || flags.length > 1 ? "*" : "";
  const what = inShort(option.describe).replace(/[[\]:\\]/g, "\\$&");
  const action = values === undefined ? "" : `:${option.value ?? "value"}:${actionOf(values)}`;
  return flags
    .map((flag) => {
      const takes = values === undefined ? "" : flag.startsWith("--") ? "=" : "+";
      return quoted(`${many}${flag}${takes}[${what}]${action}`);
    })
    .join(" ");
}

function actionOf(values: Exclude<ReturnType<typeof valuesOf>, undefined>): string {
  if (values === "file") return "_files";
  if (values === "folder") return "_files -/";
  return typeof values === "string" ? " " : `(${values.join(" ")})`;
}
