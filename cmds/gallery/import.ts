/**
 * `facepipe gallery import`: what `export` wrote, back into a gallery.
 * @module
 */
import { enrolFaces } from "../../core/mod.ts";
import { defineStage } from "../command.ts";
import { counter } from "./add.ts";
import { CLIENT_OPTIONS, ensureGallery, openGalleryClient } from "./client_options.ts";
import { GALLERY, galleryName } from "./positionals.ts";

export default defineStage({
  name: "import",
  describe: "Read faces that export wrote into a gallery",
  details:
    "Faces keep their ids; one whose id is there already is left as it is. Refuses a stream that was cut short.",
  positionals: [GALLERY],
  sink: true,
  options: {
    create: { type: "boolean", describe: "Make the gallery where there is none" },
    ...CLIENT_OPTIONS,
  },
  examples: [["$0 family --create < family.arrow > /dev/null", "from a file"]],
  needsEnd: () => true,
  async stage(args, context) {
    const gallery = await ensureGallery(
      await openGalleryClient(args, context, args.create),
      galleryName(args),
      args.create,
    );
    return enrolFaces({ gallery, onProgress: counter(context, gallery.name) });
  },
});
