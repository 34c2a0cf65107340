/**
 * Pixels as an uncompressed TIFF file: the one form in which sharp takes pixels together with the
 * colour profile that they are in.
 * @module
 */
import type { RgbImage } from "../../core/mod.ts";

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

/** Header, one directory, and three samples of 8 bits. */
const HEADER_BYTES = 8;
const BITS = Buffer.from([8, 0, 8, 0, 8, 0]);

/**
 * A TIFF 6.0 file, with `icc` as tag 34675 where it is given.
 *
 * @param image Fewer than 2^32 bytes.
 */
export function uncompressedTiff({ width, height, data }: RgbImage, icc?: Uint8Array): Buffer {
  const count = icc ? 11 : 10;
  const bitsAt = HEADER_BYTES + 2 + count * 12 + 4;
  const iccAt = bitsAt + BITS.length;
  // Values begin at even offsets.
  const pixelsAt = iccAt + (icc ? icc.length + (icc.length % 2) : 0);
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, 3, bitsAt],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, 2],
    [273, LONG, 1, pixelsAt],
    [277, SHORT, 1, 3],
    [278, LONG, 1, height],
    [279, LONG, 1, data.length],
    [284, SHORT, 1, 1],
    ...(icc ? [[34675, UNDEFINED, icc.length, iccAt] as [number, number, number, number]] : []),
  ];
  const head = Buffer.alloc(pixelsAt);
  head.write("II*\0", "latin1");
  head.writeUInt32LE(HEADER_BYTES, 4);
  head.writeUInt16LE(count, HEADER_BYTES);
  entries.forEach(([tag, type, values, value], i) => {
    const at = HEADER_BYTES + 2 + i * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(values, at + 4);
    head.writeUInt32LE(value, at + 8);
  });
  BITS.copy(head, bitsAt);
  if (icc) head.set(icc, iccAt);
  return Buffer.concat([head, data]);
}
