/**
 * `facepipe models path`: where packs are kept.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { FOLDER_OPTIONS, folderOf } from "./folder_options.ts";

export default defineTool({
  name: "path",
  describe: "Print the folder of a model pack, or of all",
  positionals: [{ name: "pack", describe: "Pack [default: the folder that holds all packs]" }],
  options: FOLDER_OPTIONS,
  examples: [
    ["$0", "the folder of all packs, whether it exists or not"],
    ["ls $($0 default)", "the files of the default pack"],
  ],
  async run(args, context) {
    const { modelsFolder, packFolder } = await import("../../models/mod.ts");
    const folder = folderOf(args);
    const [pack] = args._.pack ?? [];
    const path = pack === undefined ? modelsFolder(folder.dir) : await packFolder(pack, folder);
    await context.print(`${path}\n`);
    return EXIT.done;
  },
});
