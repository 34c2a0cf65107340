/**
 * `facepipe place`: photos into a folder for each person.
 * @module
 */
import { PLACE_MODES } from "../formats/mod.ts";
import { defineStage } from "./command.ts";

export default defineStage({
  name: "place",
  describe: "Put photos into a folder for each person",
  details:
    "Waits for the end of the stream, and places nothing if a stage before failed. Never overwrites a file: two photos of one name get distinct names, a photo that is there already stays as it is, and an interrupted run can be repeated. Modes: copy; hardlink makes further names of the originals; symlink makes relative links; reflink makes copies that share disk space; move copies and then removes the originals, once all their copies are checked.",
  positionals: [{ name: "out", describe: "Folder that gets the persons' folders", required: true }],
  sink: true,
  options: {
    mode: {
      type: "string",
      choices: PLACE_MODES,
      default: "copy",
      describe: "How photos get into their folders",
    },
    session: { type: "string", describe: "Place into a subfolder of this name" },
    "group-photos": {
      type: "number",
      integer: true,
      min: 0,
      default: 4,
      describe: "Photos with at least so many faces go to group_photos as well; 0 for none",
    },
    representative: {
      type: "boolean",
      describe: "Give each person's folder the photo with their best face once more, as _representative",
    },
    unknown: { type: "boolean", describe: "Put photos with faces that have no person into unknown" },
    "no-faces": { type: "boolean", describe: "Put photos without faces into no_faces" },
    "dry-run": { type: "boolean", describe: "Only say what would be placed where" },
  },
  examples: [
    ["scan photos | detect | group | $0 out", "one folder for each person"],
    [
      "$0 out --mode move --unknown --no-faces < grouped.ndjson",
      "sort an album so that nothing stays behind",
    ],
    ["$0 out --dry-run < grouped.ndjson | jq -r '.placed[]?'", "see where everything would go"],
  ],
  async stage({ _, mode, session, groupPhotos, representative, unknown, noFaces, dryRun }, context) {
    const { placePhotos } = await import("../formats/mod.ts");
    const stage = placePhotos(_.out?.[0] ?? "", {
      mode,
      session,
      groupPhotos,
      representative,
      unknown,
      noFaces,
      dryRun,
      signal: context.signal,
      onPhoto: (done, total) => context.progress.update(done, "photos", total),
    });
    return (records) => {
      const placing = stage(records);
      // After Ctrl-C the shell stops asking for records; the files that were begun are cleared away here.
      context.onExit(async () => void (await placing.return(undefined)));
      return placing;
    };
  },
});
