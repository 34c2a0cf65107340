/**
 * Photos inside archives: copied out of them in every mode, since an archive is never changed.
 * @module
 */
import { rm } from "node:fs/promises";
import { isMemberPath } from "../archives/member_path.ts";
import { readPhotoMember } from "../photo_file.ts";
import type { Draft } from "./drafts.ts";
import { hashFile, type Stamp, stampOf } from "./read_file.ts";
import type { Source } from "./sources.ts";
import { writeSpooled } from "./spool.ts";
import type { Target } from "./target.ts";

/** The draft of a photo that is in an archive, out of a temporary file; undefined where it is in none. */
export async function draftOfMember(
  target: Target,
  source: Source,
  makeDraft: (unpacked: Source) => Promise<Draft>,
): Promise<Draft | undefined> {
  const isFile = !isMemberPath(source.file) || (await stampOf(source.file)) !== undefined;
  const member = isFile ? undefined : await readPhotoMember(source.file);
  if (member === undefined) return undefined;
  const file = target.temp.next("spool");
  try {
    await writeSpooled(file, member.bytes, member.mtime.getTime());
    return await makeDraft({ ...source, file, spooled: true });
  } finally {
    await rm(file, { force: true });
  }
}

/** SHA-256 of a photo, in a file or in an archive; `stamp` for files. */
export async function hashPhoto(path: string): Promise<{ readonly sha256: string; readonly stamp?: Stamp }> {
  try {
    return await hashFile(path);
  } catch (thrown) {
    const member = isMemberPath(path) ? await readPhotoMember(path) : undefined;
    if (member === undefined) throw thrown;
    return { sha256: member.sha256 };
  }
}
