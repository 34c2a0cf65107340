/**
 * Pictures made of rows of faces, and their files.
 * @module
 */
import type { OverlayOptions } from "sharp";
import { writePrivateFile } from "../private_file.ts";
import { PAPER } from "./label.ts";

/** What our pictures carry, so that no other picture is ever replaced. */
const MARK = "facepipe report";

/** How a picture of ours begins. */
export const OWN_PICTURE = /^\x89PNG[\s\S]{0,300}facepipe report/;

/** A row, drawn: pixels in red, green and blue. */
export type Row = Uint8Array;

/** Draws a row of pictures over paper. */
export async function drawRow(
  width: number,
  height: number,
  pictures: readonly OverlayOptions[],
): Promise<Row> {
  const { default: sharp } = await import("sharp");
  return sharp({ create: { width, height, channels: 3, background: PAPER } })
    .composite([...pictures])
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** Writes rows of one width as a picture that only its owner can read. */
export async function writeRows(path: string, width: number, rows: readonly Row[]): Promise<void> {
  const { default: sharp } = await import("sharp");
  const data = Buffer.concat(rows);
  const height = data.length / (3 * width);
  const png = await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .withExif({ IFD0: { Software: MARK } })
    .png()
    .toBuffer();
  await writePrivateFile(path, [png], OWN_PICTURE);
}
