/**
 * `facepipe scan`: lists photos.
 * @module
 */
import { named, usageError } from "../core/mod.ts";
import type { FrameTimes } from "../formats/mod.ts";
import { defineSource } from "./command.ts";
import { REGIONS_OPTION } from "./regions_option.ts";

export default defineSource({
  name: "scan",
  describe: "List photos, in a stable order",
  details:
    "Prints a photo record for each photo: its path, the hash of its bytes, its size in pixels, when it was taken. Files that are no photos get an error record, and the others are listed all the same. A photo in a zip archive has a path such as album.zip!/2019/a.jpg, which every command reads; nothing is unpacked to disk. Frames of videos are photos too, with --video. --regions adds the faces that other programs named; where several say something of one face, an XMP file of the photo's full name comes before one of its stem, that before the photo itself, and Picasa last.",
  positionals: [
    { name: "path", describe: "Files, folders, zip archives, videos, and glob patterns", many: true },
  ],
  options: {
    ext: {
      type: "strings",
      commas: true,
      describe:
        "Extensions of the photos to list in folders [default: jpg, jpeg, jpe, jfif, png, webp, avif, tif, tiff, gif, heic, heif, hif, cr2, cr3, nef, arw, dng]",
    },
    exclude: {
      type: "strings",
      describe: "Glob of files or folders to leave out; may be given several times",
    },
    "no-recursive": { type: "boolean", describe: "List no subfolders" },
    follow: { type: "boolean", describe: "Follow symbolic links" },
    archives: {
      type: "boolean",
      describe: "Look into zip archives in folders too; those that are named are looked into in any case",
    },
    video: {
      type: "string",
      describe:
        "Take frames out of videos: so many a second, such as 1/s or 1/10s, or at times, such as 0:05,1:30",
    },
    hidden: { type: "boolean", describe: "List files and folders that begin with a dot" },
    "files-from": {
      type: "string",
      value: "file",
      describe: "File that lists paths, one a line; - for standard input",
    },
    null: {
      type: "boolean",
      alias: "0",
      describe: "The paths of --files-from end with a NUL character, as from find -print0",
    },
    shard: {
      type: "string",
      describe: "Only part i of n, as i/n, such as 2/4; the parts together are everything",
    },
    since: {
      type: "string",
      describe: "Only photos modified since a date, such as 2024-05-01 or 2024-05-01T18:00",
    },
    inline: {
      type: "boolean",
      describe: "Put the photo itself into the record, for stages on hosts that cannot read the file",
    },
    ...REGIONS_OPTION,
  },
  examples: [
    ["$0 photos", "all photos below a folder"],
    [
      "$0 photos --regions | detect | group | place out",
      "with the names that faces have in Lightroom or digiKam",
    ],
    ["$0 photos --exclude '*_thumb.*' --since 2024-01-01", "without thumbnails, and only new ones"],
    ["find . -name '*.jpg' -print0 | $0 --files-from - -0", "a list made by another program"],
    ["$0 album.zip | detect | group | place people", "the photos in an archive, copied out of it"],
    ["$0 --video 1/s clip.mp4 | detect | group | place people", "a frame for each second of a video"],
    ["$0 photos --inline | ssh other-host detect", "for a host that has none of the files"],
  ],
  async source(args, context) {
    const paths = args._.path ?? [];
    if (paths.length === 0 && args.filesFrom === undefined) {
      throw usageError("<path…>", undefined, "name a file or a folder, or use --files-from, see --help");
    }
    const { readPathList, scanPhotos } = await import("../formats/mod.ts");
    let photos = 0;
    const listed = args.filesFrom === undefined ? [] : readPathList(args.filesFrom, args.null, context.stdin);
    return scanPhotos(chain(paths, listed), {
      ...(args.ext.length > 0 ? { extensions: args.ext } : {}),
      exclude: args.exclude,
      flat: args.noRecursive,
      follow: args.follow,
      hidden: args.hidden,
      archives: args.archives,
      ...(args.video === undefined ? {} : { video: parseFrameTimes(args.video) }),
      inline: args.inline,
      regions: args.regions,
      onNote: context.note,
      ...(args.shard === undefined ? {} : { shard: parseShard(args.shard) }),
      ...(args.since === undefined ? {} : { since: parseDate(args.since) }),
      onPhoto: () => context.progress.update(++photos, named(photos, "photo")),
    });
  },
});

async function* chain(...lists: (Iterable<string> | AsyncIterable<string>)[]): AsyncIterable<string> {
  for (const list of lists) yield* list;
}

/** `2/s`, `1/10s`, or times such as `75`, `1:15` and `0:01:15.5`. */
function parseFrameTimes(text: string): FrameTimes {
  const [, count, seconds] = /^(\d{1,3})\/(\d{0,5})s$/.exec(text) ?? [];
  const every = Number(seconds || 1) / Number(count);
  if (count !== undefined && every > 0 && Number.isFinite(every)) return { every };
  const at = text.split(",").map((time) => {
    if (!/^(\d{1,2}:)?(\d{1,2}:)?\d{1,5}(\.\d{1,3})?$/.test(time)) return Number.NaN;
    return time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  });
  if (!at.some(Number.isNaN)) return { at };
  throw usageError(
    "--video",
    text,
    "expected a number of frames, such as 1/s or 1/10s, or times, such as 0:05,1:30",
  );
}

function parseShard(text: string): { part: number; of: number } {
  const [, part = 0, of = 0] = (/^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []).map(Number);
  if (part >= 1 && part <= of) return { part, of };
  throw usageError("--shard", text, "expected i/n with i from 1 to n, such as 2/4");
}

function parseDate(text: string): Date {
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
  if (/^\d{4}-/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw usageError("--since", text, "expected a date such as 2024-05-01 or 2024-05-01T18:00");
}
