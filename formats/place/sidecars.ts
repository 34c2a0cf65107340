/**
 * Writes who is on a placed photo into an XMP file beside it.
 * @module
 */
import { lstat, open, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { FacepipeError, foldName, type PlaceablePhoto, splitName } from "../../core/mod.ts";
import { sha256Of } from "../photo_file.ts";
import { strictText } from "../xmp/packets.ts";
import { possibleSidecars, type SidecarName, sidecarPath } from "../xmp/sidecars.ts";
import { readSmallFile } from "../xmp/small_file.ts";
import { writeFaces } from "../xmp/write_regions.ts";
import { ifPresent, targetError } from "./file_errors.ts";
import type { OpenFolder } from "./folders.ts";
import type { SidecarLine } from "./journal_lines.ts";
import { keepFile, keptPath, newKeptName } from "./kept_files.ts";
import { frameOfContent, marksOf } from "./photo_marks.ts";
import type { FileOutcome, Run } from "./place_content.ts";
import type { JournalRun } from "./read_journal.ts";
import type { ContentSources, Source } from "./sources.ts";

type Placed = Extract<FileOutcome, { path: string }>;

/** Writes sidecars. */
export class Sidecars {
  readonly #root: string;
  readonly #name: SidecarName;
  readonly #note: (message: string) => void;
  /** What earlier runs wrote, by the path of the sidecar. */
  readonly #own = new Map<string, SidecarLine[]>();
  /** Names of the photos of a folder, folded, by their stems. */
  readonly #stems = new Map<OpenFolder, Map<string, Set<string>>>();

  /** @param runs What was done in the target before. */
  constructor(root: string, name: SidecarName, runs: readonly JournalRun[], note: (message: string) => void) {
    this.#root = root;
    this.#name = name;
    this.#note = note;
    for (const { deeds, undone } of runs) {
      for (const line of undone ? [] : deeds) {
        if (line.type === "sidecar") this.#own.set(line.path, [...(this.#own.get(line.path) ?? []), line]);
      }
    }
  }

  /**
   * Writes the sidecar of a placed photo, and gives its path; undefined where there is nothing to
   * write. What others wrote there stays in it, and a copy of it is kept; what an earlier run wrote is
   * written anew. Where there is no sidecar yet, that of the original is what it begins with.
   *
   * @throws FacepipeError where it cannot be read, is no XMP, or cannot be written.
   */
  async write(run: Run, { file, path }: Placed, photos: readonly PlaceablePhoto[], sources: ContentSources) {
    const marks = marksOf(photos);
    if (marks.length === 0) return undefined;
    const sidecar = sidecarPath(path, await this.#nameFor(run, file, path));
    if (run.target === undefined) return sidecar;
    const [source] = sources.list as [Source, ...Source[]];
    const name = run.folders.nameOf(sidecar);
    try {
      const existing = await existingSidecar(sidecar);
      const base = await this.#base(name, existing, source);
      const { text, kept } = await writeFaces(base, marks, await frameOfContent(photos, sources));
      for (const { theirs, ours } of kept) this.#note(`${sidecar} calls ${ours} ${theirs}, which stays`);
      const wanted = text ?? base ?? "";
      if (existing !== undefined && wanted === strictText(existing)) return sidecar;
      const bytes = Buffer.from(wanted);
      await this.#put(
        run,
        { sidecar, name, bytes, existing, beside: path },
        {
          from: resolve(source.path),
          sha256: file.sha256,
        },
      );
      return sidecar;
    } catch (thrown) {
      if (!(thrown instanceof FacepipeError)) throw targetError(sidecar, thrown);
      if (thrown.message.startsWith("Cannot ")) throw thrown;
      throw new FacepipeError(thrown.code, `Cannot write ${sidecar}: ${thrown.message}`, { cause: thrown });
    }
  }

  /** The stem alone only where no other photo of the folder has it. */
  async #nameFor({ folders }: Run, file: Placed["file"], path: string): Promise<SidecarName> {
    if (this.#name === "full") return "full";
    const folder = await folders.open(file.folder);
    const stems = this.#stems.get(folder) ?? stemsIn(folder);
    this.#stems.set(folder, stems);
    const own = foldName(basename(path));
    const others = [...(stems.get(splitName(own).stem) ?? [])].filter((other) => other !== own);
    return others.length === 0 ? "stem" : "full";
  }

  /** What to begin with: what others wrote. */
  async #base(name: string, existing: Buffer | undefined, source: Source): Promise<string | undefined> {
    let bytes: Uint8Array | undefined = existing;
    for (const line of [...(this.#own.get(name) ?? [])].reverse()) {
      if (bytes === undefined || sha256Of(bytes) !== line.written) break;
      bytes = line.kept && (await readFile(keptPath(this.#root, line.kept.name)));
    }
    if (bytes !== undefined) return strictText(bytes);
    for (const path of source.spooled ? [] : possibleSidecars(source.path)) {
      const original = await readSmallFile(path);
      if (original !== undefined) return strictText(original);
    }
    return undefined;
  }

  async #put(run: Run, work: Work, photo: Pick<SidecarLine, "from" | "sha256">): Promise<void> {
    const { sidecar, name, bytes, existing, beside } = work;
    const { temp, journal, publish } = run.target!;
    const draft = temp.next("draft");
    const kept = existing && { name: newKeptName(), sha256: sha256Of(existing) };
    const line: SidecarLine = {
      type: "sidecar",
      path: name,
      ...photo,
      written: sha256Of(bytes),
      ...(kept && { kept }),
    };
    try {
      await writeDraft(draft, bytes, Number((await stat(beside)).mode) & 0o666);
      await journal.append(line);
      if (kept === undefined) {
        if (!(await publish(draft, sidecar))) throw changed(sidecar);
        return;
      }
      await keepFile(this.#root, sidecar, kept.name);
      const now = await readFile(keptPath(this.#root, kept.name));
      if (sha256Of(now) !== kept.sha256) throw changed(sidecar);
      await rename(draft, sidecar);
    } finally {
      await rm(draft, { force: true });
    }
  }
}

interface Work {
  readonly sidecar: string;
  /** From the target. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly existing: Buffer | undefined;
  /** The photo that it belongs to, and whose permissions it gets. */
  readonly beside: string;
}

/** What is there; only a regular file can be a sidecar. */
async function existingSidecar(path: string): Promise<Buffer | undefined> {
  const found = await ifPresent(lstat(path));
  if (found === undefined) return undefined;
  if (!found.isFile()) throw new FacepipeError("CONFLICT", "something that is no file has its name");
  const bytes = await readSmallFile(path);
  return bytes && Buffer.from(bytes);
}

async function writeDraft(path: string, bytes: Buffer, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function changed(sidecar: string): FacepipeError {
  return new FacepipeError("CONFLICT", `Cannot write ${sidecar}: it changed in the meantime`);
}

function stemsIn({ existing, planned }: OpenFolder): Map<string, Set<string>> {
  const stems = new Map<string, Set<string>>();
  for (const name of [...existing.keys(), ...planned]) {
    const { stem, extension } = splitName(name);
    if (extension !== ".xmp") stems.set(stem, (stems.get(stem) ?? new Set()).add(name));
  }
  return stems;
}
