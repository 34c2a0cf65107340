/**
 * `facepipe gallery update`: other metadata for faces.
 * @module
 */
import { EXIT, formatId, parseId, usageError } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { CLIENT_OPTIONS, openGalleryClient } from "./client_options.ts";
import { parseMeta } from "./meta_text.ts";
import { GALLERY, galleryName } from "./positionals.ts";

export default defineTool({
  name: "update",
  describe: "Change the metadata of faces",
  details: "Prints each face's id and new metadata as an object a line.",
  positionals: [GALLERY, { name: "id", describe: "Ids of the faces", required: true, many: true }],
  options: {
    meta: { type: "strings", describe: "Set name=Ann; other keys stay" },
    unset: { type: "strings", commas: true, describe: "Remove these keys" },
    replace: { type: "boolean", describe: "Keep nothing but what --meta gives" },
    ...CLIENT_OPTIONS,
  },
  examples: [["$0 family 1234 --meta name=Ann --unset camera", "set one key and remove another"]],
  async run(args, context) {
    const { meta, unset, replace } = args;
    if (meta.length + unset.length === 0 && !replace)
      throw usageError("--meta", undefined, "it is missing, see --help");
    const ids = (args._.id ?? []).map((id) => parseId(id, "<id>"));
    const { client } = await openGalleryClient(args, context);
    const set = parseMeta(meta, await client.metaTypes());
    const gallery = client.gallery(galleryName(args));
    for (const id of ids) {
      const kept = replace ? {} : { ...(await gallery.get(id)).meta };
      for (const key of unset) delete kept[key];
      const face = await gallery.update(id, { meta: { ...kept, ...set } });
      await context.print(`${JSON.stringify({ id: formatId(id), meta: face.meta })}\n`);
    }
    return EXIT.done;
  },
});
