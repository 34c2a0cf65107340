/**
 * `facepipe person identify`: which person each face on stdin is.
 * @module
 */
import { identifyPersons } from "../../core/mod.ts";
import { defineStage } from "../command.ts";
import { IDENTIFY_OPTIONS, thresholdOf } from "../gallery/identify_options.ts";
import { GALLERY, galleryName } from "../gallery/positionals.ts";
import { ensureGallery, openStore } from "../gallery/store_options.ts";

export default defineStage({
  name: "identify",
  describe: "Say which person each face on stdin is, and meet new ones",
  details:
    "Adds personId and person (the name, or person- and the id) to every face that is like a face of somebody in the gallery. With --create each face is added to the gallery under its person, and a face that is like nobody's becomes a new person; a face that was added before is not added twice. Processes that do this at once take turns, so that somebody new becomes one person.",
  positionals: [GALLERY],
  options: {
    create: { type: "boolean", describe: "Add the faces, and make persons of those that are new" },
    ...IDENTIFY_OPTIONS,
  },
  examples: [
    ["scan photos | detect | $0 visitors --create | place out", "a folder for each person, stable over runs"],
  ],
  async stage(args, context) {
    const threshold = thresholdOf(args.threshold);
    const opened = await openStore(args, context, args.create);
    const gallery = await ensureGallery(opened, galleryName(args), args.create);
    return identifyPersons({
      documents: opened.documents,
      user: opened.user,
      gallery: gallery.name,
      threshold,
      create: args.create,
    });
  },
});
