/**
 * Places one content into all its folders, or finds it there.
 * @module
 */
import { join, resolve } from "node:path";
import {
  alternativeNames,
  type FacepipeError,
  facesIn,
  foldName,
  type PlaceablePhoto,
  type PlannedContent,
  type PlannedFile,
} from "../../core/mod.ts";
import { DRAFT_MAKERS, type Draft, rehearseDraft } from "./drafts.ts";
import { itemError } from "./file_errors.ts";
import { findPlaced, isPlaced } from "./find_placed.ts";
import type { Folders, OpenFolder } from "./folders.ts";
import { draftOfMember } from "./members.ts";
import type { PlaceMode } from "./options.ts";
import type { Sidecars } from "./sidecars.ts";
import type { ContentSources, Source } from "./sources.ts";
import type { TaggedFiles } from "./tagged_files.ts";
import type { Tagger } from "./tagger.ts";
import type { Target } from "./target.ts";

/** What all contents of a run share. */
export interface Run {
  readonly mode: PlaceMode;
  readonly folders: Folders;
  /** All photos of the plan. */
  readonly photos: readonly PlaceablePhoto[];
  /** Absent in a dry run, which makes nothing. */
  readonly target: Target | undefined;
  /** Absent where none are to be written. */
  readonly sidecars: Sidecars | undefined;
  /** Absent where nothing is to be written into photos. */
  readonly tagger: Tagger | undefined;
  /** What earlier runs wrote into photos. */
  readonly tagged: TaggedFiles;
}

/** What became of a planned file: where it is, or why it is not. */
export type FileOutcome =
  | { readonly file: PlannedFile; readonly path: string }
  | { readonly file: PlannedFile; readonly error: FacepipeError };

/** Places all files of a content; one that fails does not keep the others from being made. */
export async function placeContent(
  run: Run,
  content: PlannedContent,
  sources: ContentSources,
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const file of content.files) {
    try {
      outcomes.push({ file, path: await placeFile(run, content, file, sources) });
    } catch (thrown) {
      outcomes.push({ file, error: itemError(thrown) });
    }
  }
  return outcomes;
}

async function placeFile(
  run: Run,
  content: PlannedContent,
  file: PlannedFile,
  sources: ContentSources,
): Promise<string> {
  const folder = await run.folders.open(file.folder);
  const isThere = async (path: string) =>
    (await isPlaced(path, sources, run.mode)) ||
    (await run.tagged.holds(run.folders.nameOf(path), path, sources.sha256));
  const placed = await findPlaced(folder, file, isThere);
  if (placed !== undefined) return placed;
  const { source, draft } = await sources.firstUsable(async (source) => {
    return { source, draft: await makeDraft(run, content, source, sources) };
  });
  try {
    if (run.target !== undefined) await run.folders.make(folder);
    const announce = (path: string) => announceFile(run, file, source, path, draft);
    return await publish(draft, freeNames(folder, file), announce, isThere);
  } finally {
    await draft.discard();
  }
}

async function makeDraft(
  { mode, photos, target, tagger }: Run,
  content: PlannedContent,
  source: Source,
  sources: ContentSources,
): Promise<Draft> {
  if (target === undefined) return await rehearseDraft(source, sources);
  const make = (photo: Source) =>
    DRAFT_MAKERS[photo.spooled ? "move" : mode](target, photo, sources, content.files.length === 1);
  const draft = (await draftOfMember(target, source, make)) ?? (await make(source));
  if (tagger === undefined) return draft;
  const same = content.photos.map((index) => photos[index]!);
  return await tagger.tag(draft, same, source, sources);
}

/** Takes the first name that nobody has, or that a run beside this one gave to the same content. */
async function publish(
  draft: Draft,
  paths: Generator<string, never>,
  announce: (path: string) => Promise<Announcement>,
  isSame: (path: string) => Promise<boolean>,
): Promise<string> {
  for (;;) {
    const { value: path } = paths.next();
    const announcement = await announce(path);
    if (await publishOnce(draft, path, announcement)) return path;
    if (await isSame(path)) return path;
  }
}

async function publishOnce(draft: Draft, path: string, announcement: Announcement): Promise<boolean> {
  let isPublished = false;
  try {
    isPublished = await draft.publish(path);
    return isPublished;
  } finally {
    if (!isPublished) await announcement.withdraw();
  }
}

/** What the journal says of a file that is about to appear. */
interface Announcement {
  /** It did not appear: the name was taken, or the system refused. */
  withdraw(): Promise<void>;
}

async function announceFile(
  { mode, photos, target, folders }: Run,
  file: PlannedFile,
  source: Source,
  final: string,
  draft: Draft,
): Promise<Announcement> {
  if (target === undefined) return { withdraw: async () => undefined };
  const { person, special } = file.folder;
  const path = folders.nameOf(final);
  await target.journal.append({
    type: "file",
    path,
    sha256: file.sha256,
    mode,
    from: resolve(source.path),
    inline: source.spooled,
    ...(person === undefined ? {} : { person }),
    ...(special === undefined ? {} : { special }),
    ...(draft.tagged === undefined ? {} : { tagged: draft.tagged }),
    faces: [...new Set(file.photos.flatMap((index) => facesIn(photos[index]!, person)))].sort(),
    looks: await draft.looks(final),
  });
  return { withdraw: () => target.journal.append({ type: "void", path }) };
}

/** The planned name unless it is taken, then the alternatives that no other file of the plan has. */
function* freeNames(folder: OpenFolder, file: PlannedFile): Generator<string, never> {
  if (!folder.existing.has(foldName(file.name))) yield join(folder.path, file.name);
  const names = alternativeNames(file.wanted[0]!, file.sha256);
  for (;;) {
    const { value } = names.next();
    const folded = foldName(value);
    if (!folder.existing.has(folded) && !folder.planned.has(folded)) yield join(folder.path, value);
  }
}
