/**
 * Completion for bash, which needs nothing but bash 4 itself.
 * @module
 */
import type { Everything } from "../every_command.ts";
import { allOptions, programs, quoted, type Values, valuesOf } from "./words.ts";

/** A script to source. */
export function bashScript(everything: Everything): string {
  const { commands, groups } = everything;
  const paths = [...groups, ...commands].map(({ path }) => path.join(" ")).filter((path) => path !== "");
  const names = groups.map(
    ({ path, names }) => `    ${quoted(path.join(" "))}) names=${quoted(names.join(" "))} ;;`,
  );
  const options = commands.map(({ path, command }) => {
    const flags = allOptions(command).map(([name]) => `--${name}`);
    return `    ${quoted(path.join(" "))}) options=${quoted(flags.join(" "))} ;;`;
  });
  return `# Completion of facepipe for bash: source <(facepipe completion bash)
_facepipe() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path= names= options= values= word
  COMPREPLY=()
  # bash takes the = of --option=value for a word of its own.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  [[ \${COMP_WORDS[0]##*/} == facepipe ]] || path=\${COMP_WORDS[0]##*/}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
    ${paths.map(quoted).join(" | ")})
      path="\${path:+$path }$word" ;;
    *) break ;;
    esac
  done
  case $path in
${[...names, ...options].join("\n")}
  esac
  case "$path $prev" in
${valueCases(commands).join("\n")}
  esac
  case $values in
  file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
  folder) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
  unknown) ;;
  ?*) mapfile -t COMPREPLY < <(compgen -W "\${values#words }" -- "$cur") ;;
  *)
    if [[ $cur == -* ]]; then mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    elif [[ $names ]]; then mapfile -t COMPREPLY < <(compgen -W "$names" -- "$cur")
    else compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); fi ;;
  esac
}
complete -F _facepipe ${programs(everything).join(" ")}
`;
}

/** Options whose values are alike share a line. */
function valueCases(commands: Everything["commands"]): string[] {
  const patterns = new Map<string, string[]>();
  for (const { path, command } of commands) {
    for (const [name, option] of allOptions(command)) {
      const values = valuesOf(option);
      if (values === undefined) continue;
      const words = wordsOf(values);
      patterns.set(words, [...(patterns.get(words) ?? []), quoted(`${path.join(" ")} --${name}`)]);
    }
  }
  return [...patterns].map(([words, all]) => `    ${all.join(" | ")})\n      values=${quoted(words)} ;;`);
}

function wordsOf(values: Values): string {
  return typeof values === "string" ? values : `words ${values.join(" ")}`;
}
