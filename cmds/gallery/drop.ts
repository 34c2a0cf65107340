/**
 * `facepipe gallery drop`: a gallery and all that is in it, gone.
 * @module
 */
import { counted, EXIT } from "../../core/mod.ts";
import { defineTool } from "../command.ts";
import { confirmed, YES_OPTION } from "../confirm.ts";
import { GALLERY, galleryName } from "./positionals.ts";
import { openStore, STORE_OPTIONS, UPLOADS_OPTION } from "./store_options.ts";

export default defineTool({
  name: "drop",
  describe: "Remove a gallery with its faces, vectors and crops",
  positionals: [GALLERY],
  options: { ...YES_OPTION, ...UPLOADS_OPTION, ...STORE_OPTIONS },
  examples: [["$0 family --yes", "also where it is not empty"]],
  async run(args, context) {
    const { client, store, user, forget } = await openStore(args, context);
    const name = galleryName(args);
    const { number } = (await store.readGallery(user, name)).rows[0]!;
    if (number > 0) confirmed(args.yes, `drop gallery ${name}`, `${counted(number, "face")} would be lost`);
    await client.gallery(name).drop();
    await forget();
    context.note(`gallery ${name} is gone, with ${counted(number, "face")}`);
    return EXIT.done;
  },
});
