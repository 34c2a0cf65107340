/**
 * Compares what `place` made in a folder with what is there now.
 * @module
 */
import type { BigIntStats } from "node:fs";
import { lstat, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_LAYOUT, FacepipeError, type FoundFile, type PlacedFile } from "../../core/mod.ts";
import { ifPresent } from "./file_errors.ts";
import { filesBelow, isSidecar } from "./files_below.ts";
import { inParallel } from "./in_parallel.ts";
import type { FileLine } from "./journal_lines.ts";
import { looksOf } from "./looks.ts";
import { hashFile } from "./read_file.ts";
import { type JournalRun, readJournal } from "./read_journal.ts";
import { asStorage } from "./target.ts";

/** What {@linkcode readPlacedFolder} gives. */
export interface PlacedFolder {
  /** Everything that was placed and not undone, in the order of placing. */
  readonly placed: PlacedFile[];
  /** Every file that is there now, but for XMP files, by path. */
  readonly found: FoundFile[];
}

/** Files that are read at once. */
const WORKERS = 4;
/** What the folder is read for, in messages. */
const VERB = "learn from";

/**
 * Reads a folder that `place` made; its XMP files do not count. Files that look like those that it made, by inode, size and
 * time, are known without reading them; others are read if their size can be right.
 *
 * @param onFile Told after each file how many are done, of how many.
 * @param onNote Told what is unusual and hinders nothing.
 * @throws FacepipeError NOT_FOUND where the folder has no journal; NOT_IMPLEMENTED where people do not
 * have folders of their own, on the outside; exit 6 where that cannot be read.
 */
export async function readPlacedFolder(
  out: string,
  onFile: (done: number, total: number) => void = () => undefined,
  signal?: AbortSignal,
  onNote?: (message: string) => void,
): Promise<PlacedFolder> {
  const runs = await asStorage(out, () => readJournal(out, onNote), VERB);
  const standing = runs.filter(({ undone }) => !undone);
  for (const { begin } of standing) refuseLayout(out, begin.layout);
  const lines = linesOf(standing);
  if (lines.length === 0) {
    throw new FacepipeError("NOT_FOUND", `Cannot ${VERB} ${out}: place has put nothing there`, {
      param: "<out>",
      value: out,
    });
  }
  const known = new KnownFiles(lines.map(({ line }) => line));
  const files = await asStorage(out, () => filesBelow(out), VERB);
  const paths = files.filter((path) => !isSidecar(path));
  const found = new Array<FoundFile>(paths.length);
  let done = 0;
  await inParallel([...paths.entries()], WORKERS, async ([index, path]) => {
    signal?.throwIfAborted();
    found[index] = { path, ...(await known.recognise(join(out, path), path)) };
    onFile(++done, paths.length);
  });
  const placed = lines.map(({ line, isCertain }): PlacedFile => {
    const { path, sha256, person, special, faces } = line;
    return {
      path,
      sha256,
      ...(person === undefined ? {} : { person }),
      ...(special === undefined ? {} : { special }),
      faces,
      isCertain,
    };
  });
  return { placed, found };
}

/** Whose folder a photo is in must be told by the outermost one. */
function refuseLayout(out: string, layout = DEFAULT_LAYOUT): void {
  if (layout.startsWith("{person}/")) return;
  const message = `Cannot ${VERB} ${out}: its layout ${layout} does not begin with {person}/`;
  throw new FacepipeError("NOT_IMPLEMENTED", message);
}

/** The files that runs made, with whether they surely did. */
function linesOf(runs: readonly JournalRun[]): { line: FileLine; isCertain: boolean }[] {
  return runs.flatMap(({ deeds }) => {
    const isCertain = deeds.some(({ type }) => type === "done");
    const files = new Map<string, FileLine>();
    for (const line of deeds) {
      if (line.type === "file") files.set(line.path, line);
      else if (line.type === "void") files.delete(line.path);
    }
    return [...files.values()].map((line) => ({ line, isCertain }));
  });
}

/** Recognises files that were placed. */
class KnownFiles {
  readonly #byLooks = new Map<string, FileLine[]>();
  readonly #sizes = new Set<number>();
  /** SHA-256 of photos, by that of their files. */
  readonly #contents = new Map<string, string>();
  /** Sizes of files that were placed as symbolic links are not known. */
  #anySize = false;

  constructor(lines: readonly FileLine[]) {
    for (const line of lines) {
      const key = keyOf(line.looks);
      this.#byLooks.set(key, [...(this.#byLooks.get(key) ?? []), line]);
      for (const hash of [line.sha256, line.tagged]) if (hash) this.#contents.set(hash, line.sha256);
      if (typeof line.looks === "string") this.#anySize = true;
      else this.#sizes.add(line.looks.size);
    }
  }

  async recognise(file: string, path: string): Promise<Pick<FoundFile, "sha256" | "was">> {
    const entry = await ifPresent(lstat(file, { bigint: true }));
    if (entry === undefined) return {};
    const looks = entry.isSymbolicLink() ? await readlink(file) : looksOf(entry);
    const lines = this.#byLooks.get(keyOf(looks)) ?? [];
    const [line, ...more] = lines;
    if (line === undefined) return await this.#read(file, entry);
    const same = lines.find((candidate) => candidate.path === path) ?? (more.length === 0 ? line : undefined);
    return { sha256: line.sha256, ...(same === undefined ? {} : { was: same.path }) };
  }

  async #read(file: string, entry: BigIntStats): Promise<Pick<FoundFile, "sha256">> {
    const { size } = entry.isSymbolicLink() ? ((await ifPresent(stat(file))) ?? { size: -1 }) : entry;
    if (!this.#anySize && !this.#sizes.has(Number(size))) return {};
    const reading = await hashFile(file).catch(() => undefined);
    const sha256 = this.#contents.get(reading?.sha256 ?? "");
    return sha256 === undefined ? {} : { sha256 };
  }
}

/** Symbolic links that lead to the same file stand for the same content, wherever they are. */
function keyOf(looks: FileLine["looks"]): string {
  return typeof looks === "string" ? `-> ${looks}` : `${looks.ino} ${looks.size} ${looks.mtimeNs}`;
}
