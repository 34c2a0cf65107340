/**
 * `facepipe gallery verify`: whether the faces on stdin are somebody in particular.
 * @module
 */
import { usageError } from "../../core/mod.ts";
import { defineStage } from "../command.ts";
import { FILTER_OPTIONS } from "./filter_options.ts";
import { IDENTIFY_OPTIONS, openLookup } from "./identify_options.ts";
import { GALLERY, galleryName } from "./positionals.ts";

export default defineStage({
  name: "verify",
  describe: "Check whether a face on stdin is somebody in particular (1:1)",
  details:
    "Compares with the faces of the gallery that --id and --meta choose, and exits with 1 where no face on stdin is like any of them. Adds matches, as identify does.",
  positionals: [GALLERY],
  options: { ...FILTER_OPTIONS, ...IDENTIFY_OPTIONS },
  examples: [
    ["scan door.jpg | detect | $0 family --meta name=Ann > /dev/null && echo 'It is Ann'", "in a script"],
  ],
  async stage(args, context) {
    if (args.id.length + args.meta.length === 0)
      throw usageError("--id or --meta", undefined, "say who it should be");
    return openLookup(
      args,
      { stage: "gallery verify", gallery: galleryName(args), limit: 1, filters: args, requireMatch: true },
      context,
    );
  },
});
