/**
 * RAW photos through the largest JPEG preview that the camera put into them: CR2, NEF, ARW and DNG,
 * which are TIFF files, and CR3, which is an ISO base media file.
 * @module
 */

import { Unreadable } from "../unreadable.ts";
import { type ExifFacts, exifFacts, joinFacts } from "./exif_facts.ts";
import { boxesAt, brandsOf } from "./iso_media.ts";
import { jpegFrame, withOrientation } from "./jpeg.ts";
import { type Directory, TAGS, Tiff } from "./tiff.ts";

/** What a RAW photo has for those who do not develop it. */
export interface RawPhoto {
  /** A JPEG file that carries the orientation of the RAW photo. */
  readonly preview: Buffer;
  readonly facts: ExifFacts;
}

/** Pixels of a colour filter array, and linear ones (DNG). */
const RAW_PHOTOMETRICS: readonly number[] = [32803, 34892];

/** Nikon's and Sony's own compressions. */
const RAW_COMPRESSIONS: readonly number[] = [34713, 32767];

const JPEG_COMPRESSIONS: readonly number[] = [6, 7];

/** More directories than any camera writes. */
const MAX_DIRECTORIES = 64;

/** Boxes of CR3 by their ids: what the photo is, and its preview. */
const CR3_FACTS = "85c0b687820f11e08111f4ce462b6a48";
const CR3_PREVIEW = "eaf42b5e1c984b88b9fbb7dc406e4d16";

/** Bytes of the headers before the JPEG file in a preview box, at most. */
const PREVIEW_HEADERS = 64;

/**
 * The preview of a RAW photo; undefined where the bytes are none.
 *
 * @throws Unreadable where it has no preview.
 */
export function rawPhoto(bytes: Buffer): RawPhoto | undefined {
  if (brandsOf(bytes)[0] === "crx ") return cr3Photo(bytes);
  const tiff = Tiff.open(bytes);
  if (tiff === undefined) return undefined;
  const directories = directoriesOf(tiff);
  if (!isRaw(tiff, directories)) return undefined;
  const orientation = tiff.number(directories[0], TAGS.orientation);
  const previews = directories.flatMap((directory) => previewsIn(tiff, directory));
  return { preview: largest(previews, orientation), facts: exifFacts(bytes) };
}

/** The directories of a file, with those that they contain, each once. */
function directoriesOf(tiff: Tiff): Directory[] {
  const found = new Map<number, Directory>();
  const waiting = [tiff.firstAt()];
  for (let at = waiting.shift(); at !== undefined && found.size < MAX_DIRECTORIES; at = waiting.shift()) {
    const directory = found.has(at) ? undefined : tiff.directory(at);
    if (directory === undefined) continue;
    found.set(at, directory);
    waiting.push(directory.next, ...tiff.numbers(directory, TAGS.subDirectories, MAX_DIRECTORIES));
  }
  return [...found.values()];
}

function isRaw(tiff: Tiff, directories: readonly Directory[]): boolean {
  if (tiff.bytes.toString("latin1", 8, 10) === "CR") return true;
  if (directories[0]?.entries.has(TAGS.dngVersion)) return true;
  return directories.some(
    (directory) =>
      RAW_PHOTOMETRICS.includes(tiff.number(directory, TAGS.photometric) ?? 0) ||
      RAW_COMPRESSIONS.includes(tiff.number(directory, TAGS.compression) ?? 0),
  );
}

/** What may be a JPEG file in a directory: named as such, or a single strip compressed in this way. */
function previewsIn(tiff: Tiff, directory: Directory): Buffer[] {
  const named = pieceAt(tiff, directory, TAGS.jpegOffset, TAGS.jpegLength);
  const isJpeg = JPEG_COMPRESSIONS.includes(tiff.number(directory, TAGS.compression) ?? 0);
  return isJpeg ? [...named, ...pieceAt(tiff, directory, TAGS.stripOffsets, TAGS.stripByteCounts)] : named;
}

function pieceAt(tiff: Tiff, directory: Directory, offsetTag: number, lengthTag: number): Buffer[] {
  const [at, ...others] = tiff.numbers(directory, offsetTag, 2);
  const length = tiff.number(directory, lengthTag);
  if (at === undefined || length === undefined || others.length > 0) return [];
  return [tiff.bytes.subarray(at, at + length)];
}

/** The preview with the most pixels, turned as the RAW photo says; its own EXIF block does not count. */
function largest(candidates: readonly Buffer[], orientation = 1): Buffer {
  let best: { readonly preview: Buffer; readonly pixels: number } | undefined;
  for (const preview of candidates) {
    const frame = jpegFrame(preview);
    const pixels = frame ? frame.width * frame.height : 0;
    if (pixels > (best?.pixels ?? 0)) best = { preview, pixels };
  }
  if (best) return withOrientation(best.preview, orientation >= 1 && orientation <= 8 ? orientation : 1);
  throw new Unreadable("it is a RAW photo without a JPEG preview");
}

/** Canon's newer RAW photos: facts in TIFF structures of their own, previews in a box and in tracks. */
function cr3Photo(bytes: Buffer): RawPhoto {
  const [image, photo, gps] = ["CMT1", "CMT2", "CMT4"].map((type) => {
    const [block] = boxesAt(bytes, "moov", CR3_FACTS, type);
    return block && Tiff.open(block);
  });
  const boxed = boxesAt(bytes, CR3_PREVIEW).flatMap((payload) => jpegIn(payload));
  const tracks = boxesAt(bytes, "moov", "trak", "mdia", "minf", "stbl").flatMap((table) =>
    sampleOf(bytes, table),
  );
  const orientation = image?.number(image.first(), TAGS.orientation);
  return {
    preview: largest([...boxed, ...tracks], orientation),
    facts: {
      ...(image ? joinFacts(image, image.first()) : {}),
      ...(photo ? joinFacts(photo, undefined, photo.first()) : {}),
      ...(gps ? joinFacts(gps, undefined, undefined, gps.first()) : {}),
    },
  };
}

/** The JPEG file behind the headers of a preview box. */
function jpegIn(payload: Buffer): Buffer[] {
  const start = payload.subarray(0, PREVIEW_HEADERS).indexOf(Buffer.from("ffd8", "hex"));
  return start < 0 ? [] : [payload.subarray(start)];
}

/** The first sample of a track, which is a whole picture. */
function sampleOf(bytes: Buffer, table: Buffer): Buffer[] {
  const [sizes] = boxesAt(table, "stsz");
  const [offsets] = boxesAt(table, "co64");
  if (sizes === undefined || sizes.length < 16 || offsets === undefined || offsets.length < 16) return [];
  const start = Number(offsets.readBigUInt64BE(8));
  const common = sizes.readUInt32BE(4);
  return [bytes.subarray(start, start + (common || sizes.readUInt32BE(12)))];
}
