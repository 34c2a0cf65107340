/**
 * Photos to measure with, all made from the six sample photos.
 * @module
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { SAMPLE_NAMES, SAMPLES } from "../../tools/paths.ts";

/** Sides of a photo of 12 million pixels. */
const LARGE = { width: 4000, height: 3000 } as const;

/** Paths of the sample photos. */
export const SAMPLE_FILES: readonly string[] = SAMPLE_NAMES.map((name) => join(SAMPLES, name));

/** Runs with a scratch folder that is gone afterwards. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "facepipe-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Six JPEGs of 12 million pixels: three samples enlarged, and three of four samples each. */
export async function largePhotos(folder: string): Promise<string[]> {
  const [width, height] = [LARGE.width / 2, LARGE.height / 2];
  const fit = { fit: "cover" } as const;
  const paths = Array.from({ length: 6 }, (_, i) => join(folder, `large${i}.jpg`));
  for (const [i, path] of paths.entries()) {
    if (i < 3) {
      await sharp(SAMPLE_FILES[i]!)
        .resize({ ...LARGE, ...fit })
        .jpeg({ quality: 90 })
        .toFile(path);
      continue;
    }
    const four = [0, 1, 2, 3].map(async (k) => ({
      input: await sharp(SAMPLE_FILES[(i + k) % 6]!)
        .resize({ width, height, ...fit })
        .toBuffer(),
      left: (k % 2) * width,
      top: Math.floor(k / 2) * height,
    }));
    const canvas = sharp({ create: { ...LARGE, channels: 3, background: "#000" } });
    await canvas
      .composite(await Promise.all(four))
      .jpeg({ quality: 90 })
      .toFile(path);
  }
  return paths;
}

/** Copies of files that differ in their last bytes, which decoders do not read, into `folder`. */
export function distinctCopies(files: readonly string[], count: number, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const contents = files.map((file) => readFileSync(file));
  for (let i = 0; i < count; i++) {
    const name = `${String(i).padStart(6, "0")}.jpg`;
    writeFileSync(join(folder, name), Buffer.concat([contents[i % files.length]!, Buffer.from(name)]));
  }
}

/** Small photos, 320 × 240 pixels, of the middle of each sample. */
export async function smallPhotos(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const [i, file] of SAMPLE_FILES.entries()) {
    const path = join(folder, `small${i}.jpg`);
    const middle = { left: 560, top: 250, width: 800, height: 600 };
    await sharp(file).extract(middle).resize(320, 240).jpeg().toFile(path);
    paths.push(path);
  }
  return paths;
}
