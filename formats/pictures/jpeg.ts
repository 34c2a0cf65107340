/**
 * The outer form of JPEG files: how large one is, and how it is to be turned.
 * @module
 */

/** The frame of a JPEG file. */
export interface JpegFrame {
  readonly width: number;
  readonly height: number;
}

/** Frames that picture decoders read: baseline, extended and progressive; not the lossless one of RAW files. */
const LOSSY_FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];

/** Codes between that of the first frame and the last which are none: tables and extensions. */
const NO_FRAMES: readonly number[] = [0xc4, 0xc8, 0xcc];

const APP1 = 0xe1;
const START_OF_SCAN = 0xda;

/** A marker segment: its code, and where it begins and ends. */
interface Segment {
  readonly code: number;
  readonly start: number;
  readonly end: number;
}

/** The segments up to the first scan; none where the bytes are no JPEG file. */
function* segments(bytes: Buffer): Generator<Segment> {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return;
  let start = 2;
  while (start + 4 <= bytes.length && bytes[start] === 0xff) {
    const code = bytes[start + 1]!;
    // Any number of fill bytes may stand before a marker.
    if (code === 0xff) start++;
    else {
      const end = start + 2 + bytes.readUInt16BE(start + 2);
      if (code === START_OF_SCAN || end > bytes.length) return;
      yield { code, start, end };
      start = end;
    }
  }
}

/** The frame of a JPEG file that picture decoders read; undefined for everything else. */
export function jpegFrame(bytes: Buffer): JpegFrame | undefined {
  for (const { code, start, end } of segments(bytes)) {
    if (code < 0xc0 || code > 0xcf || NO_FRAMES.includes(code)) continue;
    if (!LOSSY_FRAMES.includes(code) || end - start < 9) return undefined;
    return { height: bytes.readUInt16BE(start + 5), width: bytes.readUInt16BE(start + 7) };
  }
  return undefined;
}

/** A JPEG file with this EXIF orientation, 1 to 8, in place of its own EXIF block. */
export function withOrientation(bytes: Buffer, orientation: number): Buffer {
  const parts = [Buffer.from("ffd8", "hex"), orientationSegment(orientation)];
  let rest = 2;
  for (const { code, start, end } of segments(bytes)) {
    const isExif = code === APP1 && bytes.toString("latin1", start + 4, start + 8) === "Exif";
    if (!isExif) parts.push(bytes.subarray(rest, end));
    rest = end;
  }
  return Buffer.concat([...parts, bytes.subarray(rest)]);
}

/** An EXIF block of one directory with one entry. */
function orientationSegment(orientation: number): Buffer {
  const block = Buffer.from(
    "ffe100224578696600004d4d002a00000008000101120003000000010000000000000000",
    "hex",
  );
  block.writeUInt16BE(orientation, 28);
  return block;
}
