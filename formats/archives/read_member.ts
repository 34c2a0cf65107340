/**
 * Photos inside archives as bytes. Nothing is unpacked to disk here.
 * @module
 */
import { stat } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { Unreadable } from "../unreadable.ts";
import { memberPlaces } from "./member_path.ts";
import { withZip } from "./zip_file.ts";
import { type Member, zipIndex } from "./zip_index.ts";

/** A member of an archive in memory. */
export interface MemberFile {
  readonly bytes: Uint8Array;
  readonly modified: Date;
}

/**
 * Reads a photo inside an archive.
 *
 * @param path Such as `album.zip!/2019/a.jpg`.
 * @returns undefined where the path names no archive that is there.
 * @throws Unreadable where the archive or its member cannot be read; what the system throws.
 */
export async function readMember(path: string): Promise<MemberFile | undefined> {
  let isThere = false;
  for (const { archive, name } of memberPlaces(path)) {
    const isFile = await stat(archive).then(
      (stats) => stats.isFile(),
      () => false,
    );
    const member = isFile ? (await zipIndex(archive)).get(name) : undefined;
    if (member) return await unpack(archive, member);
    isThere ||= isFile;
  }
  if (isThere) throw new Unreadable("the archive has no such member", { code: "SOURCE_NOT_FOUND" });
  return undefined;
}

async function unpack(archive: string, member: Member): Promise<MemberFile> {
  if (member.problem) throw member.problem;
  if (member.size === 0) throw new Unreadable("the file is empty");
  const bytes = await withZip(archive, async (zip) => buffer(await zip.openReadStreamPromise(member.entry)));
  if (crc32(bytes) !== member.entry.crc32) throw new Unreadable("it is damaged (its checksum is wrong)");
  return { bytes, modified: member.modified };
}
