/**
 * Photos inside archives and videos as bytes. Nothing is unpacked to disk here.
 * @module
 */
import { stat } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { Unreadable } from "../unreadable.ts";
import { readFrame } from "../video/ffmpeg.ts";
import { frameTime, isVideoName } from "../video/frame_path.ts";
import { isArchiveName, memberPlaces } from "./member_path.ts";
import { withZip } from "./zip_file.ts";
import { type Member, zipIndex } from "./zip_index.ts";

/** A member of an archive in memory. */
export interface MemberFile {
  readonly bytes: Uint8Array;
  readonly modified: Date;
}

/**
 * Reads a photo inside an archive, or a frame of a video.
 *
 * @param path Such as `album.zip!/2019/a.jpg`.
 * @returns undefined where the path names no archive or video that is there.
 * @throws Unreadable where the archive or its member cannot be read; what the system throws.
 */
export async function readMember(path: string): Promise<MemberFile | undefined> {
  let isThere = false;
  for (const { archive, name } of memberPlaces(path)) {
    const stats = await stat(archive).catch(() => undefined);
    if (!stats?.isFile()) continue;
    isThere = true;
    const time = isVideoName(archive) ? frameTime(name) : undefined;
    if (time !== undefined) return { bytes: await readFrame(archive, time), modified: stats.mtime };
    const member = isArchiveName(archive) ? (await zipIndex(archive)).get(name) : undefined;
    if (member) return await unpack(archive, member);
  }
  if (isThere) throw new Unreadable("there is no such photo in it", { code: "SOURCE_NOT_FOUND" });
  return undefined;
}

async function unpack(archive: string, member: Member): Promise<MemberFile> {
  if (member.problem) throw member.problem;
  if (member.size === 0) throw new Unreadable("the file is empty");
  const bytes = await withZip(archive, async (zip) => buffer(await zip.openReadStreamPromise(member.entry)));
  if (crc32(bytes) !== member.entry.crc32) throw new Unreadable("it is damaged (its checksum is wrong)");
  return { bytes, modified: member.modified };
}
