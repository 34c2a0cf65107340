/**
 * `facepipe gallery create`: a new, empty gallery.
 * @module
 */
import { EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { CLIENT_OPTIONS, openGalleryClient } from "./client_options.ts";
import { GALLERY, galleryName } from "./positionals.ts";

export default defineTool({
  name: "create",
  describe: "Make a new gallery",
  details:
    "The first face that is added fixes the model of its vectors. The first value of a metadata key fixes the type of that key: whole number, text, or list of texts.",
  positionals: [GALLERY],
  options: CLIENT_OPTIONS,
  examples: [["$0 family", "in the default store"]],
  async run(args, context) {
    const { client } = await openGalleryClient(args, context, true);
    await client.gallery(galleryName(args)).create();
    return EXIT.done;
  },
});
