/**
 * Options of `report`, and their way to the stage.
 * @module
 */
import { basename, extname } from "node:path";
import { type Album, counted, type GroupedFaces, type Stage, usageError } from "../core/mod.ts";
import type { Drawing, FacePair, PageOptions } from "../formats/report/mod.ts";
import type { Context } from "./command.ts";
import { CALIBRATION_OPTION, calibrationOf, GROUP_OPTIONS } from "./group_options.ts";
import type { Options, ValuesOf } from "./option.ts";
import { PEOPLE_OPTIONS } from "./people_options.ts";

/** What to show, and how. */
export const REPORT_OPTIONS = {
  title: { type: "string", describe: "What the page is called [default: the name of the file]" },
  "thumbnail-size": {
    type: "number",
    integer: true,
    min: 64,
    max: 2048,
    default: 400,
    describe:
      "Longer side of the photos on the page, in pixels; 800 makes the page about three times as large",
  },
  montage: { type: "boolean", describe: "Make a folder with a picture of each person" },
  suggest: {
    type: "string",
    describe: "Near misses to review, as group --suggest wrote them [default: found anew]",
  },
  "suggest-limit": {
    type: "number",
    integer: true,
    min: 0,
    default: 100,
    describe: "How many near misses at most",
  },
  threshold: { ...GROUP_OPTIONS.threshold, describe: "What group was told, for near misses" },
  constraints: {
    ...PEOPLE_OPTIONS.constraints,
    describe: "Corrections that group was given: the page goes on with them, and its file replaces theirs",
  },
  ...CALIBRATION_OPTION,
} as const satisfies Options;

type Args = ValuesOf<typeof REPORT_OPTIONS>;

/** The stage that the options ask for. */
export async function openReport(out: string, args: Args, context: Context): Promise<Stage> {
  const kind = kindOf(out, args);
  const [formats, core] = await Promise.all([import("../formats/mod.ts"), import("../core/mod.ts")]);
  const seeks = kind === "page" && args.suggest === undefined && args.suggestLimit > 0;
  const grouped = seeks ? new core.GroupedFaces() : undefined;
  const draw = await DRAWINGS[kind](out, args, context, grouped);
  const stage = formats.reportAlbum(out, draw, {
    signal: context.signal,
    onFace: (face) => grouped?.add(face),
  });
  return (records) => {
    const drawing = stage(records);
    // After Ctrl-C the shell stops asking for records; files that were begun are cleared away here.
    context.onExit(async () => void (await drawing.return(undefined)));
    return drawing;
  };
}

type Kind = "page" | "sheet" | "montage";
type OpenDrawing = (
  out: string,
  args: Args,
  context: Context,
  grouped: GroupedFaces | undefined,
) => Promise<Drawing>;

function kindOf(out: string, { montage }: Args): Kind {
  const extension = extname(out).toLowerCase();
  if (montage && [".html", ".htm", ".png"].includes(extension)) {
    throw usageError("<out>", out, "expected the name of a folder with --montage");
  }
  if (montage) return "montage";
  if (extension === ".html" || extension === ".htm") return "page";
  if (extension === ".png") return "sheet";
  throw usageError("<out>", out, "expected a name that ends with .html or .png, or a folder and --montage");
}

const DRAWINGS: Record<Kind, OpenDrawing> = {
  async page(out, args, context, grouped) {
    const { expectWritable, OWN_PAGE, readConstraints, writePage } = await import("../formats/mod.ts");
    await expectWritable(out, OWN_PAGE);
    const constraints = (await Promise.all(args.constraints.map(readConstraints))).flat();
    const options: PageOptions = {
      title: args.title ?? basename(out, extname(out)),
      thumbnailSize: args.thumbnailSize,
      constraints: constraints.map(({ at: _, ...rule }) => rule),
      pairs: async () => (grouped ? foundPairs(grouped, args, constraints, context) : readPairs(args)),
      signal: context.signal,
      onPhoto: (done, total) => context.progress.update(done, "photos drawn", total),
    };
    return async function* (album, reader) {
      yield* writePage(out, album, reader, options);
      context.note(await written(out, album));
    };
  },
  async sheet(out, _, context) {
    const { expectWritable, OWN_PICTURE, writeSheet } = await import("../formats/mod.ts");
    await expectWritable(out, OWN_PICTURE);
    return async function* (album, reader) {
      yield* writeSheet(out, album, reader, drawingOptions(context));
      context.note(await written(out, album));
    };
  },
  async montage(out, _, context) {
    const { makePrivateFolder, writeMontages } = await import("../formats/mod.ts");
    await makePrivateFolder(out);
    return async function* (album, reader) {
      yield* writeMontages(out, album, reader, drawingOptions(context));
      context.note(`wrote ${out}: ${people(album)}`);
    };
  },
};

function drawingOptions({ signal, note, progress }: Context) {
  return {
    signal,
    onNote: note,
    onPhoto: (done: number, total: number) => progress.update(done, "photos drawn", total),
  };
}

async function foundPairs(
  grouped: GroupedFaces,
  { threshold, suggestLimit, model }: Args,
  constraints: Awaited<ReturnType<typeof import("../formats/mod.ts").readConstraints>>,
  { note }: Context,
): Promise<FacePair[]> {
  const { FAST_GROUPING } = await import("./fast_grouping.ts");
  return grouped.suggest({
    limit: suggestLimit,
    threshold,
    constraints,
    openBlocks: FAST_GROUPING.openBlocks,
    calibrationOf: (embedder) => calibrationOf(embedder, model, note),
  });
}

/** What `group --suggest` wrote; it is there when the last record has come. */
async function readPairs({ suggest, suggestLimit }: Args): Promise<FacePair[]> {
  if (suggest === undefined) return [];
  const { readConstraints } = await import("../formats/mod.ts");
  const pairs = await readConstraints(suggest);
  return pairs.slice(0, suggestLimit).flatMap(({ type, faces }): FacePair[] => {
    const [a, b] = faces;
    if ((type !== "same" && type !== "different") || a === undefined || b === undefined) return [];
    return [{ type, faces: [a, b], similarity: undefined }];
  });
}

async function written(out: string, album: Album): Promise<string> {
  const { stat } = await import("node:fs/promises");
  const size = await stat(out).catch(() => undefined);
  const photos = counted(album.photos.length, "photo");
  const megabytes = size?.isFile() ? `, ${(size.size / 1e6).toFixed(1)} MB` : "";
  return `wrote ${out}: ${people(album)}, ${photos}${megabytes}`;
}

function people({ people }: Album): string {
  return `${people.length} ${people.length === 1 ? "person" : "people"}`;
}
