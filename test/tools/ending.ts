/**
 * A command that ends as its argument says, through the shell that all commands share: for the
 * exit codes that no command of this version has a reason for.
 * @module
 */
import { defineTool, type Runnable } from "../../cmds/command.ts";
import { runCommand } from "../../cmds/shell.ts";
import { EXIT } from "../../core/mod.ts";

const command = defineTool({
  name: "ending",
  describe: "End in a certain way",
  options: {},
  examples: [],
  async run() {
    if (process.argv[2] === "no-match") return EXIT.noMatch;
    throw new TypeError("undefined is not a face");
  },
});

process.exitCode = await runCommand((command as Runnable).name, command as Runnable, { quiet: false, _: {} });
