/**
 * Options of commands that place photos, and their way to the stage.
 * @module
 */
import type { PlaceOptions } from "../formats/mod.ts";
import type { Context } from "./command.ts";
import type { Options, ValuesOf } from "./option.ts";

/** How to place photos. */
export const PLACE_OPTIONS = {
  mode: {
    type: "string",
    choices: ["copy", "hardlink", "symlink", "reflink", "move"],
    default: "copy",
    describe:
      "copy; hardlink: further names of the originals; symlink: relative links; reflink: copies that share disk space; move: copy, then remove the originals",
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
} as const satisfies Options;

/** What the options ask for. */
export function placeOptionsOf(args: ValuesOf<typeof PLACE_OPTIONS>, context: Context): PlaceOptions {
  const { mode, session, groupPhotos, representative, unknown, noFaces, dryRun } = args;
  return {
    mode,
    session,
    groupPhotos,
    representative,
    unknown,
    noFaces,
    dryRun,
    onPhoto: (done, total) => context.progress.update(done, "photos placed", total),
  };
}
