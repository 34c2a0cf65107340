/**
 * A photo in all eight EXIF orientations, and where something on it is in the file.
 * @module
 */
import { writeFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import type { Box } from "../../core/mod.ts";

/** Size of the upright photo. */
export const UPRIGHT = { width: 400, height: 300 };

/** Boxes on the upright photo, one to the left at the top and one to the right at the bottom. */
export const BOXES: readonly Box[] = [
  [40, 30, 120, 130],
  [250, 160, 340, 290],
];

/** What turns the upright pixels into those that are stored, step by step, by orientation. */
const STORE: Record<number, readonly ((image: Sharp) => Sharp)[]> = {
  1: [],
  2: [(image) => image.flop()],
  3: [(image) => image.rotate(180)],
  4: [(image) => image.flip()],
  5: [(image) => image.rotate(90), (image) => image.flop()],
  6: [(image) => image.rotate(270)],
  7: [(image) => image.rotate(270), (image) => image.flop()],
  8: [(image) => image.rotate(90)],
};

/** The photo: boxes in colours of their own on grey. */
async function uprightPixels(): Promise<Buffer> {
  const boxes = BOXES.map(([x1, y1, x2, y2], i) => ({
    left: x1,
    top: y1,
    input: {
      create: { width: x2 - x1, height: y2 - y1, channels: 3 as const, background: ["#f00", "#00f"][i]! },
    },
  }));
  return await sharp({ create: { ...UPRIGHT, channels: 3, background: "#888" } })
    .composite(boxes)
    .png()
    .toBuffer();
}

/** A photo in a file, as it is stored. */
export interface TurnedPhoto {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** Where the boxes are in the file, found by their colours. */
  readonly stored: readonly Box[];
}

/** Writes the photo with an orientation, so that it is seen upright. */
export async function makeTurned(path: string, orientation: number): Promise<TurnedPhoto> {
  let pixels = await uprightPixels();
  // One after the other, since sharp orders the operations of one picture as it likes.
  for (const step of STORE[orientation]!) pixels = await step(sharp(pixels)).png().toBuffer();
  await writeFile(
    path,
    await sharp(pixels)
      .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
      .withMetadata({ orientation })
      .toBuffer(),
  );
  const { data, info } = await sharp(pixels).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const stored = [0, 2].map((channel) => extentOf(data, info, channel));
  return { path, width: info.width, height: info.height, stored };
}

/** The box around all pixels that are of one colour only. */
function extentOf(
  data: Uint8Array,
  { width, height }: { width: number; height: number },
  channel: number,
): Box {
  const box: Box = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3);
      if (pixel[channel] !== 255 || pixel[(channel + 1) % 3] !== 0) continue;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x + 1);
      box[3] = Math.max(box[3], y + 1);
    }
  }
  return box;
}
