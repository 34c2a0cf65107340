/**
 * Views of a photo: as a whole or in part, shrunk or not, each decoded no further than it has to be.
 * @module
 */
import type { Sharp } from "sharp";
import { type Box, cutImage, type PhotoView, type RgbImage } from "../core/mod.ts";

/** What is known of a photo before it is decoded. */
export interface PhotoFrame {
  /** Size of the upright photo. */
  readonly width: number;
  readonly height: number;
  /** Orientation of the file as in EXIF, 1 to 8. */
  readonly orientation: number;
  /** Decoding may stop at any row, and begin anew, at little cost. */
  readonly cheap: boolean;
}

/**
 * Photos from this many pixels on are decoded once for each view: pixels that nobody looks at are
 * not made, and large buffers keep the garbage collector busy.
 */
const SEVERAL_PASSES = 1_000_000;

/**
 * From this length of its longer side on, a photo is shrunk while it is decoded, by up to eight;
 * smaller ones, where that shows, by resampling alone.
 */
const SHRUNK_ON_LOAD = 3200;

/**
 * What makes the views of one photo.
 *
 * @param open A new pipeline that reads the photo's file.
 * @param fromRaw A new pipeline that reads decoded pixels.
 */
export function photoViews(
  frame: PhotoFrame,
  open: () => Promise<Sharp>,
  fromRaw: (image: RgbImage) => Sharp,
): (view: PhotoView) => Promise<RgbImage> {
  const { width, height, cheap } = frame;
  let whole: Promise<RgbImage> | undefined;
  const decode = async () => toRgb((await open()).autoOrient());
  const decodeOnce = () => {
    whole ??= decode();
    return whole;
  };
  return async (view) => {
    const full = view.width === width && view.height === height;
    const inPasses = cheap && width * height >= SEVERAL_PASSES;
    if (full && !view.region) return inPasses ? decode() : decodeOnce();
    // Orienting comes last: sharp would take a call before `extract` for an order to turn the photo first.
    if (full && inPasses)
      return toRgb((await open()).extract(extent(inFile(view.region!, frame))).autoOrient());
    if (full) return cutImage(await decodeOnce(), view.region!);
    if (inPasses) return toRgb(resized(await open(), view, frame).autoOrient());
    return toRgb(resized(fromRaw(await decodeOnce()), view, frame));
  };
}

function resized(photo: Sharp, view: PhotoView, { width, height }: PhotoFrame): Sharp {
  const fastShrinkOnLoad = Math.max(width, height) >= SHRUNK_ON_LOAD;
  const image = photo.resize(view.width, view.height, { fit: "fill", fastShrinkOnLoad });
  return view.region ? image.extract(extent(view.region)) : image;
}

function extent([x1, y1, x2, y2]: Box) {
  return { left: x1, top: y1, width: x2 - x1, height: y2 - y1 };
}

/** A part of the upright photo where it lies in the file. */
function inFile([x1, y1, x2, y2]: Box, { width, height, orientation }: PhotoFrame): Box {
  const [left, top, right, bottom] = [x1, y1, width - x2, height - y2];
  switch (orientation) {
    case 2:
      return [right, top, width - left, y2];
    case 3:
      return [right, bottom, width - left, height - top];
    case 4:
      return [left, bottom, x2, height - top];
    case 5:
      return [top, left, y2, x2];
    case 6:
      return [top, right, y2, width - left];
    case 7:
      return [bottom, right, height - top, width - left];
    case 8:
      return [bottom, left, height - top, x2];
    default:
      return [x1, y1, x2, y2];
  }
}

/** The pixels that a pipeline gives, in sRGB, transparent ones white. */
export async function toRgb(image: Sharp): Promise<RgbImage> {
  const { data, info } = await image
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: info.channels === 3 ? data : tripled(data) };
}

/** Grey pixels as RGB. */
function tripled(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (const [i, value] of grey.entries()) rgb.fill(value, 3 * i, 3 * i + 3);
  return rgb;
}
