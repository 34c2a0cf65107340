/**
 * Options of commands that place photos, and their way to the stage.
 * @module
 */

import type { FaceRecord, Stage } from "../core/mod.ts";
import { named } from "../core/mod.ts";
import { PLACE_MODES, XMP_PLACES } from "../formats/place/options.ts";
import type { UndoSummary } from "../formats/place/undo.ts";
import type { Context } from "./command.ts";
import type { Options, ValuesOf } from "./option.ts";

/** How to place photos. */
export const PLACE_OPTIONS = {
  mode: {
    type: "string",
    choices: PLACE_MODES,
    default: "copy",
    describe: "How photos get into their folders",
  },
  session: { type: "string", describe: "Place into a subfolder of this name" },
  layout: {
    type: "string",
    default: "{person}/{name}",
    describe:
      "Folders and names of photos, made of {person}, {year}, {month}, {day}, {date}, {camera}, {name} and {ext}; photos without a date go to undated",
  },
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
  xmp: {
    type: "string",
    choices: XMP_PLACES,
    bare: "full",
    describe:
      "Write who is on each photo into an XMP file beside it, as digiKam and darktable (full: a.jpg.xmp) or Lightroom (stem: a.xmp) look for it, or with ExifTool into the placed copies (file); what others wrote stays there",
  },
  undo: {
    type: "boolean",
    describe: "Take back what the last run did in the folder; reads no records",
  },
  "dry-run": { type: "boolean", describe: "Only say what would be placed where, or undone" },
} as const satisfies Options;

/** The stage that the options ask for; they have the names that it knows them by. */
export async function openPlacing(
  out: string,
  options: ValuesOf<typeof PLACE_OPTIONS>,
  context: Context,
): Promise<Stage> {
  const { placePhotos } = await import("../formats/mod.ts");
  const stage = placePhotos(out, {
    ...options,
    signal: context.signal,
    onNote: context.note,
    onPhoto: (done, total) => context.progress.update(done, `${named(total, "photo")} placed`, total),
  });
  return (records) => {
    const placing = stage(records);
    // After Ctrl-C the shell stops asking for records; the files that were begun are cleared away here.
    context.onExit(async () => void (await placing.return(undefined)));
    return placing;
  };
}

/** The source that `--undo` asks for. */
export async function openUndoing(
  out: string,
  { session, dryRun }: ValuesOf<typeof PLACE_OPTIONS>,
  context: Context,
): Promise<AsyncIterable<FaceRecord>> {
  const { undoPlacing } = await import("../formats/mod.ts");
  const onUndone = (summary: UndoSummary) => context.note(undoneNote(summary, dryRun));
  const undoing = undoPlacing(out, {
    session,
    dryRun,
    onNote: context.note,
    signal: context.signal,
    onUndone,
  });
  context.onExit(async () => void (await undoing.return(undefined)));
  return undoing;
}

function undoneNote(
  { at, files, originals, left, gone, earlier, complete }: UndoSummary,
  dryRun: boolean,
): string {
  const did = dryRun ? "would undo" : complete ? "undid" : "undid a part of";
  const what = [`files removed: ${files}`, `photos put back: ${originals}`, `left as they are: ${left}`];
  // Whoever renamed a folder keeps the copies that are in it now.
  if (gone > 0) what.push(`not at their place any more, wherever they are now: ${gone}`);
  const again = complete ? `earlier runs that can be undone: ${earlier}` : "run it again for the rest";
  return `${did} the run of ${at}: ${[...what, again].join("; ")}`;
}
