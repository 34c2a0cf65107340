/**
 * `facepipe gallery identify`: who the faces on stdin are.
 * @module
 */
import { defineStage } from "../command.ts";
import { FILTER_OPTIONS } from "./filter_options.ts";
import { IDENTIFY_OPTIONS, openLookup } from "./identify_options.ts";
import { GALLERY, galleryName } from "./positionals.ts";

export default defineStage({
  name: "identify",
  describe: "Find out who the faces on stdin are (1:N)",
  details:
    "Adds matches to every face: the gallery's faces that it is like, best first, each with id, confidence, name and metadata. A confidence means the same for every model pack, since each one is calibrated.",
  positionals: [GALLERY],
  options: {
    limit: {
      type: "number",
      min: 1,
      max: 1000,
      integer: true,
      default: 1,
      describe: "Most matches for a face",
    },
    ...FILTER_OPTIONS,
    "require-match": { type: "boolean", describe: "Exit with 1 where no face has a match" },
    ...IDENTIFY_OPTIONS,
  },
  examples: [
    [
      "scan party | detect | $0 family | jq -r 'select(.matches[0]) | [.path, .matches[0].name] | @tsv'",
      "who is in which photo",
    ],
    ["$0 family --threshold strict --limit 3 --meta 'age>=45' < faces.ndjson", "the best three of some"],
  ],
  stage: (args, context) =>
    openLookup(
      args,
      {
        stage: "gallery identify",
        gallery: galleryName(args),
        limit: args.limit,
        filters: args,
        requireMatch: args.requireMatch,
      },
      context,
    ),
});
