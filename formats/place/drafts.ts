/**
 * A file on its way into a folder, in each mode: finished and checked before it has a name there.
 * @module
 */
import { constants } from "node:fs";
import { copyFile, link, lstat, open, realpath, rm, stat, symlink } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { FacepipeError, reasonOf } from "../../core/mod.ts";
import { copyChecked, finishCopy } from "./copy_file.ts";
import { codeOf, sourceError, targetError, writeError } from "./file_errors.ts";
import { type Looks, looksOf } from "./looks.ts";
import type { PlaceMode } from "./options.ts";
import { hashFile } from "./read_file.ts";
import type { ContentSources, Source } from "./sources.ts";
import type { Target } from "./target.ts";

/** A file that waits for its name. */
export interface Draft {
  /** Where it is meanwhile, if anywhere. */
  readonly file?: string;
  /** SHA-256 of what it holds, where that is not what the photo holds. */
  readonly tagged?: string;
  /** What it will look like under a name, for the journal. */
  looks(final: string): Promise<Looks | string>;
  /** Gives it a name; false where the name is taken. */
  publish(final: string): Promise<boolean>;
  /** Removes what is temporary about it. */
  discard(): Promise<void>;
}

/** Makes a draft from one of the photos of a content; `alone` where the content goes to one place only. */
type MakeDraft = (target: Target, source: Source, sources: ContentSources, alone: boolean) => Promise<Draft>;

/** The way to make drafts in each mode. Photos that came with their bytes are moved in any mode. */
export const DRAFT_MAKERS: Record<PlaceMode, MakeDraft> = {
  copy: copyDraft,
  hardlink: linkDraft,
  symlink: symlinkDraft,
  reflink: cloneDraft,
  move: moveDraft,
};

/** For a dry run: only makes sure that the photo is there and unchanged. */
export async function rehearseDraft(source: Source, sources: ContentSources): Promise<Draft> {
  if (!source.spooled) await sources.check(source);
  return { looks: async () => "", publish: async () => true, discard: async () => undefined };
}

function copyDraft(target: Target, source: Source, sources: ContentSources): Promise<Draft> {
  return draftIn(target, source, async (temp) => {
    sources.noteVerified(source, await copyChecked(source, sources.sha256, temp));
  });
}

function linkDraft(target: Target, source: Source, sources: ContentSources): Promise<Draft> {
  return draftIn(target, source, async (temp) => {
    await sources.check(source);
    try {
      await link(await realpath(source.file), temp);
    } catch (thrown) {
      throw cannotShare(source, "hard-link", thrown);
    }
  });
}

/** The file may change while it is cloned, so it is checked before and after. */
function cloneDraft(target: Target, source: Source, sources: ContentSources): Promise<Draft> {
  return draftIn(target, source, async (temp) => {
    await sources.check(source);
    try {
      await copyFile(source.file, temp, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    } catch (thrown) {
      throw cannotShare(source, "clone", thrown);
    }
    await sources.check(source);
    await finishClone(source, temp);
  });
}

async function finishClone(source: Source, temp: string): Promise<void> {
  try {
    const handle = await open(temp, "r");
    try {
      await finishCopy(handle, await stat(source.file, { bigint: true }));
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw targetError(temp, thrown);
  }
}

/** Has no temporary form: making a symbolic link is one step that never replaces anything. */
async function symlinkDraft(_target: Target, source: Source, sources: ContentSources): Promise<Draft> {
  await sources.check(source);
  const original = await realpath(source.file);
  const looks = async (final: string) => relative(await realpath(dirname(final)), original);
  const publish = async (final: string) => {
    try {
      await symlink(await looks(final), final);
      return true;
    } catch (thrown) {
      if (codeOf(thrown) === "EEXIST") return false;
      throw targetError(final, thrown);
    }
  };
  return { looks, publish, discard: async () => undefined };
}

/** A second name where one is enough and possible, else a copy; the caller removes the original. */
async function moveDraft(
  target: Target,
  source: Source,
  sources: ContentSources,
  alone: boolean,
): Promise<Draft> {
  if (alone && target.hardLinks && !(await isSymlink(source.file))) {
    await sources.verify(source);
    const draft = await draftIn(target, source, (temp) => link(source.file, temp)).catch(() => undefined);
    if (draft !== undefined) return draft;
  }
  return draftIn(target, source, async (temp) => {
    sources.noteVerified(source, await copyChecked(source, sources.sha256, temp));
    if ((await hashFile(temp)).sha256 === sources.sha256) return;
    const message = `Cannot move photo ${source.path}: its copy does not read back the same`;
    throw new FacepipeError("STORAGE_ERROR", message);
  });
}

/** Fills a temporary file, which does not outlive a failure. */
async function draftIn(
  target: Target,
  { path }: Source,
  fill: (temp: string) => Promise<void>,
): Promise<Draft> {
  // Some programs tell formats by the extension.
  const temp = target.temp.next("draft", /\.[0-9a-z]{1,16}$/iu.exec(path)?.[0]);
  const discard = () => rm(temp, { force: true }).catch(() => undefined);
  try {
    await fill(temp);
  } catch (thrown) {
    await discard();
    throw thrown;
  }
  const looks = async () => looksOf(await lstat(temp, { bigint: true }));
  return { file: temp, looks, publish: (final) => target.publish(temp, final), discard };
}

function cannotShare(source: Source, verb: string, thrown: unknown): unknown {
  if (codeOf(thrown) === "ENOENT") return sourceError(source.path, thrown);
  return writeError(`Cannot ${verb} photo ${source.path}: ${reasonOf(thrown)}; try --mode copy`, thrown);
}

async function isSymlink(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined))?.isSymbolicLink() ?? false;
}
