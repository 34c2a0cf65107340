/**
 * What is in a zip archive, and what is wrong with it. Archives come from anywhere: names may lead
 * out of them, sizes may lie, and little may unpack to more than any disk holds.
 * @module
 */
import { isUtf8 } from "node:buffer";
import { stat } from "node:fs/promises";
import type { Entry, ZipFile } from "yauzl";
import { MAX_FILE_BYTES } from "../limits.ts";
import { Unreadable } from "../unreadable.ts";
import { withZip } from "./zip_file.ts";

/** An archive with more members is refused. */
const MAX_MEMBERS = 200_000;

/** Photos hardly shrink: what unpacks to more than this many times its size is none. */
const MAX_RATIO = 200;

/** Members below this size may have any ratio. */
const SMALL_BYTES = 2 ** 20;

/** Bytes of the header before a member, without its name. */
const HEADER_BYTES = 30;

/** Archives whose members are remembered while they do not change. */
const REMEMBERED = 4;

/** A file inside an archive. */
export interface Member {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  readonly modified: Date;
  readonly entry: Entry;
  /** Why it cannot be read. */
  readonly problem: Unreadable | undefined;
}

/** The members of an archive by their names, in the order of these. */
export type ZipIndex = ReadonlyMap<string, Member>;

const remembered = new Map<string, Promise<ZipIndex>>();

/**
 * Reads the list of an archive's members.
 *
 * @throws Unreadable where it is no archive, damaged, or made to harm; what the system throws.
 */
export async function zipIndex(archive: string): Promise<ZipIndex> {
  const { dev, ino, size, mtimeNs } = await stat(archive, { bigint: true });
  const key = [archive, dev, ino, size, mtimeNs].join("\0");
  const known = remembered.get(key);
  if (known) return await known;
  const reading = withZip(archive, readIndex);
  remembered.set(key, reading);
  reading.catch(() => remembered.delete(key));
  for (const oldest of remembered.keys()) if (remembered.size > REMEMBERED) remembered.delete(oldest);
  return await reading;
}

async function readIndex(zip: ZipFile): Promise<ZipIndex> {
  const { getFileNameLowLevel, validateFileName } = await import("yauzl");
  if (zip.entryCount > MAX_MEMBERS) {
    throw new Unreadable(`it has ${zip.entryCount} members, more than ${MAX_MEMBERS}`, {
      code: "OVER_CAPACITY",
    });
  }
  const nameOf = ({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry) =>
    // Some systems write UTF-8 without saying so.
    isUtf8(fileNameRaw)
      ? fileNameRaw.toString("utf8")
      : getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
  const entries: (readonly [name: string, entry: Entry])[] = [];
  for await (const entry of zip.eachEntry()) entries.push([nameOf(entry), entry]);
  refuseOverlaps(entries.map(([, entry]) => entry));
  const index = new Map<string, Member>();
  for (const [name, entry] of entries.sort(([a], [b]) => (a < b ? -1 : Number(a > b)))) {
    const leadsAway = validateFileName(name) !== null || name.includes("\0");
    const problem = index.has(name) ? twice() : leadsAway ? away() : problemOf(entry);
    const { uncompressedSize: size } = entry;
    // Times without a zone are taken for UTC, so that records are the same everywhere.
    index.set(name, { name, size, modified: entry.getLastModDate({ timezone: "UTC" }), entry, problem });
  }
  return index;
}

/** Members that share bytes are how a small archive unpacks to more than it could hold. */
function refuseOverlaps(entries: readonly Entry[]): void {
  const places = entries.map(
    ({ relativeOffsetOfLocalHeader: start, compressedSize }) => [start, compressedSize] as const,
  );
  places.sort(([a], [b]) => a - b);
  let end = 0;
  for (const [start, size] of places) {
    if (start < end) throw new Unreadable("its members overlap", { code: "OVER_CAPACITY" });
    end = start + HEADER_BYTES + size;
  }
}

function twice(): Unreadable {
  return new Unreadable("the archive has several members of this name", { code: "CONFLICT" });
}

function away(): Unreadable {
  return new Unreadable("its name leads out of the archive");
}

function problemOf(entry: Entry): Unreadable | undefined {
  const { uncompressedSize: size, compressedSize } = entry;
  if (entry.isEncrypted()) return new Unreadable("it is encrypted");
  if (!entry.canDecodeFileData()) {
    return new Unreadable(`it is compressed by method ${entry.compressionMethod}, which is not supported`);
  }
  const over = (reason: string) => new Unreadable(reason, { code: "OVER_CAPACITY" });
  if (size > MAX_FILE_BYTES) return over(`it has ${size} bytes, more than the limit of ${MAX_FILE_BYTES}`);
  if (size > SMALL_BYTES && size > MAX_RATIO * compressedSize)
    return over(`it unpacks to over ${MAX_RATIO} times its size`);
  return undefined;
}
