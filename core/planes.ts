/**
 * Pictures as networks read them: one plane of float32 numbers for each channel.
 * @module
 */
import type { RgbImage } from "./image.ts";

/** How 8-bit values become a network's numbers: `(value - mean) / scale`, channel by channel. */
export interface Normalisation {
  /** Order of the planes. */
  readonly channels: "rgb" | "bgr";
  /** Means in the order of the planes, or one for all. */
  readonly mean: number | readonly [number, number, number];
  /** Divisors in the order of the planes, or one for all. */
  readonly scale: number | readonly [number, number, number];
}

/** Where a picture is read from: its pixel `x`, `y` becomes the first of the planes. */
interface Origin {
  readonly x: number;
  readonly y: number;
}

/**
 * Fills three planes of `width` × `height` numbers (channel, row, column) with a picture, without
 * scaling it. What lies right of or below the picture becomes black.
 *
 * @param planes Filled in; `3 * width * height` numbers.
 * @param from Whole pixel of the picture that comes first; not left of or above the picture.
 *
 * @example
 * ```ts
 * import { fillPlanes } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const planes = new Float32Array(6);
 * const image = { width: 1, height: 1, data: Uint8Array.of(255, 127, 0) };
 * fillPlanes(planes, 2, 1, image, { channels: "bgr", mean: 127, scale: 128 });
 * assert.deepEqual([...planes], [-127 / 128, -127 / 128, 0, -127 / 128, 1, -127 / 128]);
 * ```
 */
export function fillPlanes(
  planes: Float32Array,
  width: number,
  height: number,
  image: RgbImage,
  normalisation: Normalisation,
  from: Origin = { x: 0, y: 0 },
): void {
  const across = Math.min(width, image.width - from.x);
  const down = Math.min(height, image.height - from.y);
  const area = width * height;
  const [first, last] = normalisation.channels === "rgb" ? [0, 2] : [2, 0];
  const [red, green, blue] = [first * area, area, last * area];
  const [redMean, greenMean, blueMean] = inColour(normalisation.mean, first, last);
  const [redFactor, greenFactor, blueFactor] = inColour(normalisation.scale, first, last).map(
    inverse,
  ) as Triple;
  if (across < width || down < height) {
    planes.fill((0 - redMean) * redFactor, red, red + area);
    planes.fill((0 - greenMean) * greenFactor, green, green + area);
    planes.fill((0 - blueMean) * blueFactor, blue, blue + area);
  }
  const { data } = image;
  for (let y = 0; y < down; y++) {
    let at = ((from.y + y) * image.width + from.x) * 3;
    for (let o = y * width, end = o + across; o < end; o++, at += 3) {
      planes[red + o] = (data[at]! - redMean) * redFactor;
      planes[green + o] = (data[at + 1]! - greenMean) * greenFactor;
      planes[blue + o] = (data[at + 2]! - blueMean) * blueFactor;
    }
  }
}

/** Numbers for red, green and blue. */
type Triple = [number, number, number];

/** The numbers for red, green and blue, which are planes `first`, 1 and `last`. */
function inColour(value: Normalisation["mean"], first: number, last: number): Triple {
  return typeof value === "number" ? [value, value, value] : [value[first]!, value[1], value[last]!];
}

/** Dividing by a number in the hot loop takes twice the time of multiplying by its inverse. */
function inverse(value: number): number {
  return 1 / value;
}

/** Luma of a pixel (ITU-R BT.601), 0 to 255, rounded as image libraries do. */
export function lumaOf(red: number, green: number, blue: number): number {
  return (red * 0.299 + green * 0.587 + blue * 0.114 + 0.5) | 0;
}

/**
 * A picture in grey: one byte a pixel, rows from the top.
 */
export function greyOf({ width, height, data }: RgbImage): Uint8Array {
  const grey = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
    grey[i] = lumaOf(data[at]!, data[at + 1]!, data[at + 2]!);
  }
  return grey;
}
