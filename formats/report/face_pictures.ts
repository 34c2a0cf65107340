/**
 * Small pictures of a photo and of the faces on it.
 * @module
 */
import type { Sharp } from "sharp";
import { type Box, type OpenPhoto, portraitArea, type RgbImage } from "../../core/mod.ts";

/** How sharp a portrait has to be at least: source pixels over pixels of the picture, along a side. */
const LEAST_DETAIL = 0.75;

/** Colours of faces that cannot be seen: a calm grey. */
const BLANK = { r: 214, g: 211, b: 206 };

/** A face to cut out. */
export interface WantedFace {
  /** In pixels of the upright photo. */
  readonly box: Box | undefined;
  /** Side of its picture in pixels. */
  readonly side: number;
}

/** A decoded photo, shrunk as far as what is wanted of it allows. */
export interface ShrunkPhoto {
  readonly image: RgbImage;
  /** Of the photo itself. */
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a photo once, as small as the pictures allow.
 *
 * @param longest The longer side that is wanted of the photo itself.
 */
export async function decodeFor(
  open: OpenPhoto,
  faces: readonly WantedFace[],
  longest: number,
): Promise<ShrunkPhoto> {
  const { width = 0, height = 0 } = open.record;
  let ratio = Math.max(width, height) / Math.max(1, longest);
  for (const { box, side } of faces) {
    const area = box && portraitArea(box, width, height);
    if (area !== undefined) ratio = Math.min(ratio, (area[2] - area[0]) / (side * LEAST_DETAIL));
  }
  const shrunk = (side: number) => Math.max(1, Math.round(side / Math.max(1, ratio)));
  return { image: await open.decode({ width: shrunk(width), height: shrunk(height) }), width, height };
}

/** A face as a picture with sides of `side` pixels, to be encoded; plain grey where its box shows nothing. */
export async function portrait(photo: ShrunkPhoto, { box, side }: WantedFace): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  const { image } = photo;
  const area = box && portraitArea(box, photo.width, photo.height);
  if (area === undefined) {
    return sharp({ create: { width: side, height: side, channels: 3, background: BLANK } });
  }
  const [sx, sy] = [image.width / photo.width, image.height / photo.height];
  const left = Math.min(image.width - 1, Math.round(area[0] * sx));
  const top = Math.min(image.height - 1, Math.round(area[1] * sy));
  const width = Math.max(1, Math.min(image.width - left, Math.round((area[2] - area[0]) * sx)));
  const height = Math.max(1, Math.min(image.height - top, Math.round((area[3] - area[1]) * sy)));
  return raw(sharp, image).extract({ left, top, width, height }).resize(side, side, { fit: "fill" });
}

/** The whole photo, its longer side `longest` pixels at most, to be encoded. */
export async function thumbnail({ image }: ShrunkPhoto, longest: number): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  return raw(sharp, image).resize(longest, longest, { fit: "inside", withoutEnlargement: true });
}

function raw(sharp: typeof import("sharp").default, { data, width, height }: RgbImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}
