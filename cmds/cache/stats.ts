/**
 * `facepipe cache stats`: what the cache of faces holds, and where it is.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { CACHE_FOLDER_OPTION, cacheFolderOf } from "../cache_options.ts";
import { defineTool } from "../command.ts";
import { show } from "../eval/show.ts";

export default defineTool({
  name: "stats",
  describe: "Show where the cache is and how much it holds",
  details:
    "organize, and detect with --cache, keep the faces that they find, so that a run that was interrupted goes on where it was. Faces are known by the content of the photo, the networks, and every option that changes the result. They hold embeddings, which are biometric data: the folder is readable by you alone.",
  options: { json: { type: "boolean", describe: "Print one JSON object" }, ...CACHE_FOLDER_OPTION },
  examples: [
    ["$0", "the default cache"],
    ["$0 --json | jq .bytes", "its size on the disk"],
  ],
  async run(args, context) {
    const { faceCacheStats } = await import("../../formats/mod.ts");
    const folder = await cacheFolderOf(args);
    const stats = await faceCacheStats(folder);
    await show(context, args.json, { folder, ...stats }, [
      ["folder", folder],
      ["photos", String(stats.photos)],
      ["ways to look", String(stats.settings)],
      ["bytes", String(stats.bytes)],
      ["not used since", stats.oldest ?? "-"],
    ]);
    return EXIT.done;
  },
});
