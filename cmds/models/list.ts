/**
 * `facepipe models list`: the packs that have a name.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import type { PackListing } from "../../models/mod.ts";
import { defineTool } from "../command.ts";
import { table } from "../table.ts";
import { FOLDER_OPTIONS, folderOf } from "./folder_options.ts";

export default defineTool({
  name: "list",
  describe: "List the model packs, and which are here",
  options: {
    ...FOLDER_OPTIONS,
    json: { type: "boolean", describe: "Print an array of objects, with the networks of each pack" },
  },
  examples: [
    ["$0", "a table"],
    ["$0 --json | jq '.[] | select(.commercial)'", "the packs that may be used commercially"],
  ],
  async run(args, context) {
    const { listPacks } = await import("../../models/mod.ts");
    const packs = await listPacks(folderOf(args));
    await context.print(args.json ? `${JSON.stringify(packs, null, 2)}\n` : tableOf(packs));
    return EXIT.done;
  },
});

function tableOf(packs: readonly PackListing[]): string {
  const rows = packs.map(({ name, installed, download, size, licence, description }) => [
    name,
    installed ? "here" : "not fetched",
    megabytes(download),
    megabytes(size),
    licence,
    description,
  ]);
  return table(["NAME", "STATE", "DOWNLOAD", " ON DISK", "LICENCE", "NETWORKS"], rows);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`.padStart(8);
}
