/**
 * `facepipe scan`: lists photos.
 * @module
 */
import { named, usageError } from "../core/mod.ts";
import { defineSource } from "./command.ts";

export default defineSource({
  name: "scan",
  describe: "List photos, in a stable order",
  details:
    "Prints a photo record for each photo: its path, the hash of its bytes, its size in pixels, when it was taken. Files that are no photos get an error record, and the others are listed all the same.",
  positionals: [{ name: "path", describe: "Files, folders, and glob patterns", many: true }],
  options: {
    ext: {
      type: "strings",
      commas: true,
      describe:
        "Extensions of the photos to list in folders [default: jpg,jpeg,jpe,jfif,png,webp,avif,tif,tiff,gif]",
    },
    exclude: {
      type: "strings",
      describe: "Glob of files or folders to leave out; may be given several times",
    },
    "no-recursive": { type: "boolean", describe: "List no subfolders" },
    follow: { type: "boolean", describe: "Follow symbolic links" },
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
  },
  examples: [
    ["$0 photos", "all photos below a folder"],
    ["$0 photos --exclude '*_thumb.*' --since 2024-01-01", "without thumbnails, and only new ones"],
    ["find . -name '*.jpg' -print0 | $0 --files-from - -0", "a list made by another program"],
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
      inline: args.inline,
      ...(args.shard === undefined ? {} : { shard: parseShard(args.shard) }),
      ...(args.since === undefined ? {} : { since: parseDate(args.since) }),
      onPhoto: () => context.progress.update(++photos, named(photos, "photo")),
    });
  },
});

async function* chain(...lists: (Iterable<string> | AsyncIterable<string>)[]): AsyncIterable<string> {
  for (const list of lists) yield* list;
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
