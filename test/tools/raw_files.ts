/**
 * RAW files around JPEG previews, laid out as cameras do it; their own pixels are a few bytes of noise.
 * @module
 */
import { type Field, type Fields, tiffFile } from "./tiff_writer.ts";

/** What a RAW file is made of. */
export interface RawContent {
  readonly preview: Buffer;
  /** A smaller one, which cameras add for their screens. */
  readonly thumbnail: Buffer;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
}

/** When, with what and where all of them were taken. */
export const RAW_FACTS = {
  takenAt: "2021-03-04T05:06:07+02:00",
  camera: "Maker Model 1",
  latitude: -33.8567844,
  longitude: 151.2152967,
  altitude: -4.5,
} as const;

const EXIF: Fields = { 36867: { text: "2021:03:04 05:06:07" }, 36881: { text: "+02:00" } };

const GPS: Fields = {
  1: { text: "S" },
  2: {
    rational: [
      [33, 1],
      [51, 1],
      [244238, 10000],
    ],
  },
  3: { text: "E" },
  4: {
    rational: [
      [151, 1],
      [12, 1],
      [550681, 10000],
    ],
  },
  5: { byte: [1] },
  6: { rational: [[9, 2]] },
};

function image(orientation: number): Fields {
  return { 271: { text: "Maker" }, 272: { text: "Model 1" }, 274: { short: [orientation] } };
}

function facts(orientation: number): Fields {
  return { ...image(orientation), 34665: { directories: [EXIF] }, 34853: { directories: [GPS] } };
}

/** The pixels of the sensor, as the formats that TIFF files follow have them. */
const SENSOR = Buffer.alloc(64, 7);

function strip(bytes: Buffer, more: Fields): Fields {
  return { 273: { pieces: [bytes] }, 279: { long: [bytes.length] }, ...more };
}

function jpegAt(bytes: Buffer): Fields {
  return { 513: { pieces: [bytes] }, 514: { long: [bytes.length] } };
}

const short = (value: number): Field => ({ short: [value] });

/** A lossless JPEG file, which is how CR2 and DNG keep the sensor's pixels: larger than any preview. */
const LOSSLESS = Buffer.from(`ffd8ffc3000e0e7fff7fff02001100011100ffd9`, "hex");

/** Canon's: a preview in the first directory, a thumbnail in the second, the sensor in the fourth. */
export function cr2({ preview, thumbnail, orientation }: RawContent): Buffer {
  const first = strip(preview, { 259: short(6), ...facts(orientation) });
  const small = strip(SENSOR, { 259: short(1), 262: short(2) });
  return tiffFile([first, jpegAt(thumbnail), small, strip(LOSSLESS, { 259: short(6) })], "CR\x02\0\0\0\0\0");
}

/** Nikon's: an uncompressed thumbnail, and below it the preview and the sensor. */
export function nef({ preview, orientation }: RawContent): Buffer {
  const sensor = strip(SENSOR, { 259: short(34713), 262: short(32803) });
  const below = { directories: [{ ...jpegAt(preview), 259: short(6) }, sensor] };
  return tiffFile([
    strip(SENSOR, {
      256: short(4),
      257: short(4),
      259: short(1),
      262: short(2),
      330: below,
      ...facts(orientation),
    }),
  ]);
}

/** Sony's: a preview in the first directory, the sensor below it, a thumbnail in the second. */
export function arw({ preview, thumbnail, orientation }: RawContent): Buffer {
  const sensor = strip(SENSOR, { 259: short(32767), 262: short(32803) });
  const first = { ...jpegAt(preview), 259: short(6), 330: { directories: [sensor] }, ...facts(orientation) };
  return tiffFile([first, { ...jpegAt(thumbnail), 259: short(6) }]);
}

/** Adobe's and phones': a thumbnail, and below it the sensor and the preview as strips. */
export function dng({ preview, thumbnail, orientation }: RawContent): Buffer {
  const sensor = strip(LOSSLESS, { 259: short(7), 262: short(32803) });
  const below = {
    directories: [sensor, strip(preview, { 254: { long: [1] }, 259: short(7), 262: short(6) })],
  };
  const first = { 259: short(7), 262: short(6), 330: below, 50706: { byte: [1, 4, 0, 0] } };
  return tiffFile([strip(thumbnail, { ...first, ...facts(orientation) })]);
}

/** Canon's newer ones: facts in a box, a preview in another, the largest picture in a track. */
export function cr3({ preview, thumbnail, orientation }: RawContent): Buffer {
  const metadata = uuid("85c0b687820f11e08111f4ce462b6a48", [
    box("CMT1", tiffFile([image(orientation)])),
    box("CMT2", tiffFile([EXIF])),
    box("CMT4", tiffFile([GPS])),
  ]);
  const screen = uuid("eaf42b5e1c984b88b9fbb7dc406e4d16", [
    Buffer.alloc(8),
    box("PRVW", Buffer.concat([Buffer.alloc(16), thumbnail])),
  ]);
  const assemble = (at: number) => {
    const sizes = box("stsz", u32(0, 0, 1, preview.length));
    const table = box("stbl", sizes, box("co64", u32(0, 1, 0, at)));
    const track = box("trak", box("mdia", box("minf", table)));
    const head = Buffer.concat([
      box("ftyp", Buffer.from("crx \0\0\0\u0001crx isom")),
      box("moov", metadata, track),
      screen,
    ]);
    return { bytes: Buffer.concat([head, box("mdat", preview)]), at: head.length + 8 };
  };
  return assemble(assemble(0).at).bytes;
}

/** A box of an ISO base media file. */
export function box(type: string, ...payload: Buffer[]): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type, "latin1"), ...payload]);
  bytes.writeUInt32BE(bytes.length);
  return bytes;
}

function uuid(id: string, payload: Buffer[]): Buffer {
  return box("uuid", Buffer.from(id, "hex"), ...payload);
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4);
  return bytes;
}
