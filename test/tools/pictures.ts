/**
 * Pictures made by formula, the same wherever they are made, for tests with known values.
 * @module
 */
import type { RgbImage } from "../../core/mod.ts";

/** Pseudo-random bytes: bits 16 to 23 of a linear congruential generator modulo 2^31. */
export function noise(length: number, seed: number): Uint8Array {
  let state = BigInt(seed);
  return Uint8Array.from({ length }, () => {
    state = (state * 1103515245n + 12345n) & 0x7fffffffn;
    return Number((state >> 16n) & 255n);
  });
}

/** A picture of noise. */
export function noisePicture(width: number, height: number, seed: number): RgbImage {
  return { width, height, data: noise(width * height * 3, seed) };
}

/** A picture whose value at each pixel and channel is given by a function. */
export function paint(
  width: number,
  height: number,
  value: (x: number, y: number, channel: number) => number,
): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return Math.round(value(pixel % width, Math.floor(pixel / width), i % 3));
  });
  return { width, height, data };
}

/** Gentle waves, different in each channel. */
export function waves(width: number, height: number): RgbImage {
  return paint(width, height, (x, y, channel) => {
    if (channel === 0) return 127 + 100 * Math.sin(x / 7) + 20 * Math.cos(y / 5);
    return channel === 1 ? 127 + 90 * Math.cos((x + y) / 9) : 127 + 80 * Math.sin(y / 6);
  });
}

/** The three values of a pixel. */
export function pixelAt(image: RgbImage, x: number, y: number): number[] {
  const at = (y * image.width + x) * 3;
  return [...image.data.subarray(at, at + 3)];
}

/** The largest difference between two lists of numbers of one length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
