/**
 * Finds the XMP in a photo's file.
 * @module
 */
import { createHash } from "node:crypto";
import { FacepipeError } from "../../core/mod.ts";
import { MAX_XML_LENGTH } from "./xml.ts";

/** Four bytes are the most that a character takes. */
export const MAX_BYTES = 4 * MAX_XML_LENGTH;

/** What precedes a piece of extended XMP in a JPEG segment (XMP Specification, part 3, section 1.1.3.1). */
const EXTENSION = Buffer.from("http://ns.adobe.com/xmp/extension/\0", "latin1");
const GUID_LENGTH = 32;
const PIECE_HEADER = EXTENSION.length + GUID_LENGTH + 8;

/**
 * The XMP of a photo, as text: the packet, and what of it was too long for one JPEG segment. None
 * where the file has no XMP.
 *
 * @param bytes The whole file.
 * @throws FacepipeError OVER_CAPACITY where it is too long to be read.
 */
export async function embeddedXmp(bytes: Uint8Array): Promise<string[]> {
  const packet = (await sharpXmp(bytes)) ?? findPacket(bytes);
  if (packet === undefined) return [];
  if (packet.length > MAX_BYTES) {
    throw new FacepipeError(
      "OVER_CAPACITY",
      `it has ${packet.length} bytes, more than the limit of ${MAX_BYTES}`,
    );
  }
  const main = decodeText(packet);
  const guid = /HasExtendedXMP\s*(?:=\s*["']|>)\s*([0-9A-Fa-f]{32})/.exec(main)?.[1];
  const extension = guid && extendedXmp(bytes, guid.toUpperCase());
  return extension ? [main, decodeText(extension)] : [main];
}

async function sharpXmp(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const { default: sharp } = await import("sharp");
  // What sharp cannot read, such as most RAW photos, may have XMP all the same.
  const facts = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  return facts?.xmp;
}

/** An XMP packet anywhere in a file; only PNG ever compresses them, which sharp reads. */
function findPacket(bytes: Uint8Array): Uint8Array | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = file.indexOf("<x:xmpmeta");
  const end = start < 0 ? -1 : file.indexOf("</x:xmpmeta>", start);
  return end < 0 ? undefined : file.subarray(start, end + "</x:xmpmeta>".length);
}

/** The extended XMP of a JPEG, if it is all there: its GUID is its MD5. */
function extendedXmp(bytes: Uint8Array, guid: string): Uint8Array | undefined {
  let whole: Buffer | undefined;
  for (const segment of applicationSegments(bytes)) {
    if (segment.length < PIECE_HEADER || !segment.subarray(0, EXTENSION.length).equals(EXTENSION)) continue;
    if (segment.toString("latin1", EXTENSION.length, EXTENSION.length + GUID_LENGTH) !== guid) continue;
    const length = segment.readUInt32BE(PIECE_HEADER - 8);
    const offset = segment.readUInt32BE(PIECE_HEADER - 4);
    const piece = segment.subarray(PIECE_HEADER);
    if (length > MAX_BYTES || offset + piece.length > length) return undefined;
    whole ??= Buffer.alloc(length);
    if (whole.length !== length) return undefined;
    piece.copy(whole, offset);
  }
  if (whole === undefined) return undefined;
  return createHash("md5").update(whole).digest("hex").toUpperCase() === guid ? whole : undefined;
}

/** The contents of the APP1 segments of a JPEG, in order; none in other files. */
function* applicationSegments(bytes: Uint8Array): Generator<Buffer> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) return;
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; ) {
    const marker = file[at + 1]!;
    // From the start of scan on there are no more segments that matter.
    if (marker === 0xda) return;
    const length = file.readUInt16BE(at + 2);
    if (marker === 0xe1) yield file.subarray(at + 4, at + 2 + length);
    at += 2 + Math.max(2, length);
  }
}

/** Bytes as text: UTF-8, or what the byte order mark says. What is no text becomes replacement characters. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/**
 * As {@linkcode decodeText}, for text that is to be written again.
 *
 * @throws FacepipeError EXTRACTION_ERROR where something would be lost. The message says only why.
 */
export function strictText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (thrown) {
    throw new FacepipeError("EXTRACTION_ERROR", `it is no valid ${encoding.toUpperCase()}`, {
      cause: thrown,
    });
  }
}

function encodingOf([a, b]: Uint8Array): string {
  if (a === 0xff && b === 0xfe) return "utf-16le";
  return a === 0xfe && b === 0xff ? "utf-16be" : "utf-8";
}
