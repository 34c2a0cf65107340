/**
 * Lists photo files in folders, in a stable order, without holding more than one folder's names
 * a level.
 * @module
 */
import type { BigIntStats, Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { extname, join, normalize, relative, resolve } from "node:path";
import { listArchive } from "./archives/list_archive.ts";
import { isArchiveName } from "./archives/member_path.ts";
import { excluder, isText, named, stemOf } from "./folder_entries.ts";
import { cannotList, type Listed } from "./listed.ts";
import { kindOf } from "./photo_file.ts";
import { isVideoName } from "./video/frame_path.ts";
import { type FrameTimes, listFrames } from "./video/list_frames.ts";

/** Extensions of the photos that are listed when none are named. */
export const PHOTO_EXTENSIONS = [
  "jpg",
  "jpeg",
  "jpe",
  "jfif",
  "png",
  "webp",
  "avif",
  "tif",
  "tiff",
  "gif",
  "heic",
  "heif",
  "hif",
  "cr2",
  "cr3",
  "nef",
  "arw",
  "dng",
] as const;

/** Which files {@linkcode listFiles} lists. */
export interface ListOptions {
  /** Extensions of the files that are listed in folders, without a dot, in any case. */
  readonly extensions?: readonly string[];
  /** Glob patterns of files and folders to leave out; one without a slash matches a name at any depth. */
  readonly exclude?: readonly string[];
  /** List no subfolders. */
  readonly flat?: boolean;
  /** Follow symbolic links; a loop is entered once. */
  readonly follow?: boolean;
  /** List files and folders whose names begin with a dot. */
  readonly hidden?: boolean;
  /** Look into zip archives in folders as well; those that are named are looked into in any case. */
  readonly archives?: boolean;
  /** Take these frames out of videos, which are passed over otherwise. */
  readonly video?: FrameTimes;
}

/**
 * Lists files and the photos in folders: the arguments in their order, each folder's entries by
 * name, subfolders in their place among them, archives and videos like folders. A folder that is
 * reached twice is listed once. What cannot be listed comes as an entry with an `error`.
 *
 * @param paths Files (taken whatever their extension), folders, and glob patterns.
 */
export async function* listFiles(
  paths: AsyncIterable<string> | Iterable<string>,
  options: ListOptions = {},
): AsyncIterable<Listed> {
  const walker = new Walker(options);
  for await (const path of paths) yield* walker.argument(path);
}

class Walker {
  readonly #options: ListOptions;
  readonly #extensions: ReadonlySet<string>;
  readonly #excluded: (path: string) => boolean;
  /** Folders that were listed, as device:inode, and files that were named, as absolute paths. */
  readonly #seen = new Set<string>();

  constructor(options: ListOptions) {
    this.#options = options;
    this.#extensions = new Set(
      (options.extensions ?? PHOTO_EXTENSIONS).map((ext) => ext.toLowerCase().replace(/^\./, "")),
    );
    this.#excluded = excluder(options.exclude ?? []);
  }

  async *argument(path: string): AsyncIterable<Listed> {
    const found = await tryStat(path);
    if (path === "") return yield cannotList('""', "the path is empty");
    if (!(found instanceof Error)) return yield* this.#named(path, found);
    const { default: glob } = await import("fast-glob");
    const gone = (found as NodeJS.ErrnoException).code === "ENOENT";
    if (!gone || !glob.isDynamicPattern(path)) return yield cannotList(path, found);
    const dot = this.#options.hidden ?? false;
    const matches = await glob(path, {
      dot,
      onlyFiles: false,
      followSymbolicLinks: this.#options.follow ?? false,
    });
    if (matches.length === 0) return yield cannotList(path, "the pattern matches nothing");
    for (const match of matches.sort()) {
      if (this.#excluded(match)) continue;
      const stats = await tryStat(match);
      if (stats instanceof Error) yield cannotList(match, stats);
      else if (stats.isDirectory() || this.#wanted(match) || this.#holdsPhotos(match))
        yield* this.#named(match, stats);
    }
  }

  async *#named(path: string, stats: BigIntStats): AsyncIterable<Listed> {
    if (stats.isDirectory()) return yield* this.#folder(normalize(path), path, stats);
    const absolute = resolve(path);
    if (this.#seen.has(absolute)) return;
    this.#seen.add(absolute);
    if (!stats.isFile()) yield cannotList(path, `it is ${kindOf(stats)}, not a file`);
    else if (this.#holdsPhotos(path)) yield* this.#photosIn(path);
    else yield { path };
  }

  /** Whether photos are taken out of a file that is named. */
  #holdsPhotos(path: string): boolean {
    return isArchiveName(path) || (this.#options.video !== undefined && isVideoName(path));
  }

  #photosIn(path: string): AsyncIterable<Listed> {
    const { video, hidden = false, flat = false } = this.#options;
    if (video !== undefined && isVideoName(path)) return listFrames(path, video);
    return listArchive(path, (name) => {
      if (!this.#wanted(name) || this.#excluded(name)) return false;
      return (hidden || !/(^|\/)\.(?!\.?\/)/u.test(name)) && !(flat && name.includes("/"));
    });
  }

  /**
   * A file in a folder: a photo, or what photos are taken out of where that is asked for.
   *
   * @param stems Of the photos in the folder.
   */
  async *#file(path: string, stems: ReadonlySet<string>): AsyncIterable<Listed> {
    if (this.#wanted(path)) return yield { path };
    const isMeant = isArchiveName(path) ? this.#options.archives : !stems.has(stemOf(path));
    if (isMeant && this.#holdsPhotos(path)) yield* this.#photosIn(path);
  }

  async *#folder(path: string, root: string, stats: BigIntStats): AsyncIterable<Listed> {
    const id = `${stats.dev}:${stats.ino}`;
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    let entries: Dirent<Buffer>[];
    try {
      entries = await readdir(path, { withFileTypes: true, encoding: "buffer" });
    } catch (error) {
      return yield cannotList(path, error);
    }
    const sorted = named(entries);
    // The video of a Live Photo is called as its photo is.
    const stems = new Set(sorted.flatMap(({ name }) => (this.#wanted(name) ? stemOf(name) : [])));
    for (const { name, bytes, entry } of sorted) {
      const child = join(path, name);
      if (!this.#options.hidden && name.startsWith(".")) continue;
      if (this.#excluded(relative(root, child))) continue;
      if (!isText(bytes, name)) yield cannotList(child, "its name is not valid UTF-8; rename it");
      else yield* this.#entry(child, root, entry, stems);
    }
  }

  async *#entry(
    path: string,
    root: string,
    entry: Dirent<Buffer>,
    stems: ReadonlySet<string>,
  ): AsyncIterable<Listed> {
    const isLink = entry.isSymbolicLink();
    if (isLink && !this.#options.follow) return;
    if (entry.isFile()) return yield* this.#file(path, stems);
    if (!isLink && !entry.isDirectory()) {
      if (this.#wanted(path)) yield cannotList(path, `it is ${kindOf(entry)}, not a file`);
      return;
    }
    if (entry.isDirectory() && this.#options.flat) return;
    const stats = await tryStat(path);
    if (stats instanceof Error) yield cannotList(path, stats);
    else if (stats.isDirectory() && !this.#options.flat) yield* this.#folder(path, root, stats);
    else if (stats.isFile()) yield* this.#file(path, stems);
  }

  #wanted(path: string): boolean {
    return this.#extensions.has(extname(path).slice(1).toLowerCase());
  }
}

async function tryStat(path: string): Promise<BigIntStats | Error> {
  try {
    // Whole inode numbers: as doubles, two folders of a large file system can seem one.
    return await stat(path, { bigint: true });
  } catch (error) {
    return error as Error;
  }
}
