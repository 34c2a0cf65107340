/**
 * One picture in every format, orientation and colour space that photos come in.
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { adobeRgb } from "./adobe_rgb.ts";
import { makeHeic, turnHeic, WITHOUT_HEIF_ENC } from "./heic_files.ts";
import { arw, cr2, cr3, dng, nef, type RawContent } from "./raw_files.ts";

/** The EXIF orientations. */
export const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** The orientation that undoes each orientation. */
const UNDONE_BY = [1, 2, 3, 4, 5, 8, 7, 6] as const;

const RAW_FORMATS: Record<string, (content: RawContent) => Buffer> = { cr2, nef, arw, dng, cr3 };

/** Formats that carry an orientation, as sharp writes them. */
const FORMATS = { jpg: "jpeg", png: "png", webp: "webp", tif: "tiff", avif: "avif" } as const;

const QUALITY = { quality: 92 };

/** The pixels of a picture as a camera stores them that is turned by an orientation. */
export async function stored(picture: Buffer, orientation: number): Promise<Sharp> {
  const turned = await sharp(picture)
    .withMetadata({ orientation: UNDONE_BY[orientation - 1]! })
    .toBuffer();
  return sharp(await sharp(turned).autoOrient().png().toBuffer());
}

/** A photo for each format and orientation, such as `6.cr2`; `work` is a folder for what is needed on the way. */
export async function writeTurned(folder: string, picture: Buffer, work: string): Promise<void> {
  for (const orientation of ORIENTATIONS) {
    const pixels = await stored(picture, orientation);
    const file = (extension: string) => join(folder, `${orientation}.${extension}`);
    for (const [extension, format] of Object.entries(FORMATS)) {
      const options = format === "png" ? {} : format === "avif" ? { ...QUALITY, effort: 0 } : QUALITY;
      await pixels.clone().withMetadata({ orientation }).toFormat(format, options).toFile(file(extension));
    }
    const preview = await pixels.clone().jpeg(QUALITY).toBuffer();
    const thumbnail = await pixels.clone().resize(64).jpeg().toBuffer();
    for (const [extension, make] of Object.entries(RAW_FORMATS)) {
      writeFileSync(file(extension), make({ preview, thumbnail, orientation }));
    }
    if (WITHOUT_HEIF_ENC !== undefined) continue;
    const png = join(work, "stored.png");
    await pixels.clone().png().toFile(png);
    writeFileSync(file("heic"), turnHeic(makeHeic(png, file("heic")), orientation));
  }
}

/** The picture in other colours, depths and wrappings, all of them upright. */
export async function writeKinds(folder: string, picture: Buffer, work: string): Promise<void> {
  const image = sharp(picture);
  const file = (name: string) => join(folder, name);
  const jpeg = await image.clone().jpeg(QUALITY).toBuffer();
  await image.clone().gif().toFile(file("palette.gif"));
  await animated(picture).then((bytes) => writeFileSync(file("animated.webp"), bytes));
  await image.clone().ensureAlpha(0.999).png().toFile(file("alpha.png"));
  await image.clone().toColourspace("rgb16").png().toFile(file("deep.png"));
  await image.clone().toColourspace("rgb16").tiff().toFile(file("deep.tiff"));
  await image.clone().toColourspace("cmyk").jpeg(QUALITY).toFile(file("cmyk.jpg"));
  await image.clone().greyscale().jpeg(QUALITY).toFile(file("grey.jpeg"));
  await image.clone().withIccProfile("p3").png().toFile(file("display_p3.png"));
  writeFileSync(join(work, "adobe.icc"), adobeRgb());
  await image.clone().withIccProfile(join(work, "adobe.icc")).jpeg(QUALITY).toFile(file("adobe_rgb.jpg"));
  writeFileSync(file("jpeg.png"), jpeg);
  await image.clone().png().toFile(file("png.jpg"));
  writeFileSync(file("motion.jpg"), Buffer.concat([jpeg, video()]));
  if (WITHOUT_HEIF_ENC === undefined) {
    makeHeic(file("display_p3.png"), file("display_p3.heic"));
    makeHeic(file("alpha.png"), file("live.heic"));
    makeHeic(file("deep.png"), file("deep.heic"));
    writeFileSync(file("live.mov"), video());
  }
}

/** What stands behind a Motion Photo and beside a Live Photo, as far as readers of photos look. */
function video(): Buffer {
  return Buffer.concat([Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "latin1"), Buffer.alloc(5000, 3)]);
}

/** The picture, and after it a white one. */
async function animated(picture: Buffer): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const white = await sharp({ create: { width, height, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  return sharp([picture, white], { join: { animated: true } })
    .webp(QUALITY)
    .toBuffer();
}
