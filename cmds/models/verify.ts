/**
 * `facepipe models verify`: reads the files of packs and compares them with their manifests.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import type { FileReport } from "../../models/mod.ts";
import { defineTool } from "../command.ts";
import { FOLDER_OPTIONS, folderOf } from "./folder_options.ts";

export default defineTool({
  name: "verify",
  describe: "Verify the files of model packs",
  details:
    "Prints the state of every file: ok, missing or corrupt. Ends with code 5 where one is not ok; facepipe models fetch repairs it.",
  positionals: [
    { name: "pack", describe: "Packs, or paths of your own [default: all that are here]", many: true },
  ],
  options: {
    ...FOLDER_OPTIONS,
    json: { type: "boolean", describe: "Print an array of objects" },
  },
  examples: [
    ["$0", "everything that has been fetched"],
    ["$0 ./my-pack", "a pack of your own"],
  ],
  async run(args, context) {
    const { verifyPack, verifyPresent } = await import("../../models/mod.ts");
    const folder = folderOf(args);
    const packs = args._.pack ?? [];
    const reports: FileReport[] = packs.length === 0 ? await verifyPresent(folder) : [];
    for (const pack of packs) reports.push(...(await verifyPack(pack, folder)));
    if (reports.length === 0)
      context.note("No model pack is here; facepipe models fetch gets the default one");
    const lines = reports.map(({ state, path }) => `${state.padEnd(7)}  ${path}\n`).join("");
    await context.print(args.json ? `${JSON.stringify(reports, null, 2)}\n` : lines);
    return reports.every(({ state }) => state === "ok") ? EXIT.done : EXIT.modelUnavailable;
  },
});
