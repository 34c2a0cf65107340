/**
 * `facepipe completion`: what a shell completes, from the table of options.
 * @module
 */
import { EXIT, usageError } from "../../core/mod.ts";
import { defineTool } from "../command.ts";

/** Shells that there is a script for. */
const SHELLS = {
  bash: async () => (await import("./bash.ts")).bashScript,
  zsh: async () => (await import("./zsh.ts")).zshScript,
  fish: async () => (await import("./fish.ts")).fishScript,
} as const;

export default defineTool({
  name: "completion",
  describe: "Print a script that completes commands and options in your shell",
  details:
    "Completes the names of commands, options, the values that an option can have, files and folders, for facepipe and for the bare commands.",
  positionals: [{ name: "shell", describe: `One of ${Object.keys(SHELLS).join(", ")}`, required: true }],
  options: {},
  examples: [
    ["$0 bash > ~/.local/share/bash-completion/completions/facepipe", "for bash, with bash-completion"],
    ["source <($0 bash)", "for this bash, bare commands too; in ~/.bashrc for every one"],
    ["$0 zsh > ~/.zfunc/_facepipe", "for zsh, in a folder of fpath"],
    ["$0 fish > ~/.config/fish/conf.d/facepipe.fish", "for fish"],
  ],
  async run(args, context) {
    const shell = args._.shell?.[0] ?? "";
    if (!Object.hasOwn(SHELLS, shell))
      throw usageError("<shell>", shell, `expected one of ${Object.keys(SHELLS).join(", ")}`);
    const [script, { everyCommand }] = await Promise.all([
      SHELLS[shell as keyof typeof SHELLS](),
      import("../every_command.ts"),
    ]);
    await context.print(script(await everyCommand(context.commands)));
    return EXIT.done;
  },
});
