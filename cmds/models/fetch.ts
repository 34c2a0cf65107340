/**
 * `facepipe models fetch`: downloads packs.
 * @module
 */
import { counted, EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { FOLDER_OPTIONS, folderOf } from "./folder_options.ts";
import { showFetch } from "./show_fetch.ts";

export default defineTool({
  name: "fetch",
  describe: "Fetch model packs, or repair them",
  details:
    "Files that are here and intact are not fetched again. An interrupted fetch goes on where it stopped.",
  positionals: [{ name: "pack", describe: "Packs to fetch [default: default]", many: true }],
  options: {
    ...FOLDER_OPTIONS,
    "accept-license": {
      type: "boolean",
      describe: "Accept the licence of packs for non-commercial research",
    },
    offline: { type: "boolean", describe: "Use no network: only check that everything is here" },
  },
  examples: [
    ["$0", "the default pack"],
    ["$0 buffalo_l --accept-license", "a pack for non-commercial research"],
  ],
  async run(args, context) {
    const { DEFAULT_PACK, fetchPack } = await import("../../models/mod.ts");
    const packs = args._.pack ?? [];
    for (const pack of packs.length > 0 ? packs : [DEFAULT_PACK]) {
      const { name, folder, fetched } = await fetchPack(pack, {
        ...folderOf(args),
        offline: args.offline,
        acceptLicense: args.acceptLicense,
        signal: context.signal,
        onProgress: showFetch(context),
      });
      context.progress.finish();
      const done =
        fetched.length === 0 ? "was complete" : `is complete, ${counted(fetched.length, "file")} fetched`;
      context.note(`Model pack ${name} ${done}: ${folder}`);
    }
    return EXIT.done;
  },
});
