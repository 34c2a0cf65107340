/**
 * Picture files of all kinds as what sharp reads. The content decides what a file is; its name
 * does not count.
 * @module
 */
import type { Metadata, Sharp } from "sharp";
import { type ExifFacts, exifFacts } from "./exif_facts.ts";
import { decodeHeic, isHeic } from "./heic.ts";
import { rawPhoto } from "./raw.ts";

/** A picture whose header was read. */
export interface Picture {
  readonly metadata: Metadata;
  readonly facts: ExifFacts;
  /** A picture file that sharp decodes. */
  readonly decodable: () => Promise<Uint8Array>;
}

/**
 * Reads the header of a picture file.
 *
 * @param sharp Opens a file with sharp, with its limits.
 * @throws Unreadable, and what sharp throws; so does `decodable`.
 */
export async function openPicture(bytes: Uint8Array, sharp: (bytes: Uint8Array) => Sharp): Promise<Picture> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const raw = rawPhoto(buffer);
  const file = raw?.preview ?? bytes;
  const metadata = await sharp(file).metadata();
  // sharp gives no EXIF block of TIFF files, which are one themselves.
  const facts = raw?.facts ?? exifFacts(metadata.exif ?? (metadata.format === "tiff" ? bytes : undefined));
  if (!isHeic(buffer)) return { metadata, facts, decodable: async () => file };
  const { autoOrient, pagePrimary: page = 0, icc } = metadata;
  let decoded: Promise<Uint8Array> | undefined;
  return {
    metadata,
    facts,
    decodable: () => {
      decoded ??= decodeHeic({ bytes, page, ...autoOrient, icc });
      return decoded;
    },
  };
}
