/**
 * `facepipe man`: the manual page of a command.
 * @module
 */
import { EXIT } from "../core/mod.ts";
import { defineTool } from "./command.ts";

export default defineTool({
  name: "man",
  describe: "Print the manual page of a command",
  details:
    "The pages come from the same table as --help. Where facepipe is installed with npm install --global, man finds them: man facepipe-detect.",
  positionals: [{ name: "command", describe: "Name of the command; facepipe itself without", many: true }],
  options: {},
  examples: [
    ["$0 detect | man -l -", "read it"],
    ["$0 gallery add > facepipe-gallery-add.1", "keep it"],
  ],
  async run(args, context) {
    const [{ everyCommand, findCommand }, { commandPage, groupPage }] = await Promise.all([
      import("./every_command.ts"),
      import("./man_page.ts"),
    ]);
    const everything = await everyCommand(context.commands);
    const found = findCommand(everything, args._.command ?? []);
    await context.print(
      found ? commandPage(found.path, found.command) : groupPage(args._.command ?? [], everything),
    );
    return EXIT.done;
  },
});
