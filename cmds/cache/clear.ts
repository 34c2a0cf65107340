/**
 * `facepipe cache clear`: forgets the faces in the cache.
 * @module
 */
import { counted, EXIT } from "../../core/mod.ts";
import { CACHE_FOLDER_OPTION, cacheFolderOf } from "../cache_options.ts";
import { defineTool } from "../command.ts";

export default defineTool({
  name: "clear",
  describe: "Forget the faces in the cache",
  details:
    "Nothing is lost but time: the next run looks at the photos anew. Files that are not the cache's own stay.",
  options: CACHE_FOLDER_OPTION,
  examples: [["$0", "leave no embeddings behind"]],
  async run(args, context) {
    const { clearFaceCache } = await import("../../formats/mod.ts");
    const photos = await clearFaceCache(await cacheFolderOf(args));
    context.note(`${counted(photos, "photo")} forgotten`);
    return EXIT.done;
  },
});
