/**
 * Cutting and scaling pictures without aliasing: area averaging where they shrink, bilinear
 * interpolation where they grow. Both axes are weighted once and applied one after the other.
 * @module
 */
import type { Box } from "./fields.ts";
import type { RgbImage } from "./image.ts";

/** For each output position, the source positions it is made of, with weights that add up to 1. */
interface Axis {
  /** First source position of each output position. */
  readonly first: Int32Array;
  /** Number of source positions; 0 where the output lies outside the picture. */
  readonly count: Int32Array;
  /** `taps` weights for each output position. */
  readonly weights: Float32Array;
  readonly taps: number;
}

/** Shares of a source pixel below this are rounding errors. */
const NEGLIGIBLE = 1e-6;

/**
 * Weight of a source pixel at distance `d` (in source pixels) from the centre of an output pixel
 * that is `scale` source pixels wide: their common length when shrinking, a triangle otherwise.
 */
function weightAt(d: number, scale: number): number {
  if (scale <= 1) return Math.max(0, 1 - Math.abs(d));
  return Math.max(0, Math.min(0.5, d + scale / 2) - Math.max(-0.5, d - scale / 2)) || 0;
}

/** Weights that map the source interval `start` to `end` to `length` output pixels. */
function weighAxis(start: number, end: number, length: number, limit: number): Axis {
  const scale = (end - start) / length;
  const reach = Math.max(1, (scale + 1) / 2);
  const taps = Math.min(Math.ceil(2 * reach) + 1, limit);
  const axis = {
    first: new Int32Array(length),
    count: new Int32Array(length),
    weights: new Float32Array(length * taps),
    taps,
  };
  for (let i = 0; i < length; i++) weighPixel(axis, i, start + (i + 0.5) * scale, scale, reach, limit);
  return axis;
}

/**
 * Fills in the weights of one output pixel whose centre lies at `centre`. It stays without any
 * where it lies outside the picture: its centre when enlarging, all of it when shrinking.
 */
function weighPixel(
  axis: Axis,
  i: number,
  centre: number,
  scale: number,
  reach: number,
  limit: number,
): void {
  const slack = scale <= 1 ? 0 : scale / 2 - NEGLIGIBLE;
  if (!(centre >= -slack && centre <= limit + slack)) return;
  let first = Math.max(0, Math.floor(centre - 0.5 - reach) + 1);
  while (first < limit - 1 && weightAt(centre - 0.5 - first, scale) < NEGLIGIBLE) first++;
  let last = Math.min(limit - 1, Math.ceil(centre - 0.5 + reach) - 1);
  while (last > first && weightAt(centre - 0.5 - last, scale) < NEGLIGIBLE) last--;
  let sum = 0;
  for (let at = first; at <= last; at++) sum += weightAt(centre - 0.5 - at, scale);
  for (let at = first; at <= last; at++) {
    axis.weights[i * axis.taps + at - first] = weightAt(centre - 0.5 - at, scale) / sum;
  }
  axis.first[i] = first;
  axis.count[i] = last - first + 1;
}

/**
 * Adds up the source rows of one output row, over as many values from `from` on as `row` holds.
 * Up to four rows are taken together, so that `row` is seldom gone through again.
 */
function mixRows(row: Float32Array, image: RgbImage, from: number, axis: Axis, y: number): void {
  const { data } = image;
  const stride = image.width * 3;
  const count = axis.count[y]!;
  const start = axis.first[y]! * stride + from;
  const weight = (tap: number) => (tap < count ? axis.weights[y * axis.taps + tap]! : 0);
  // A row that is not there gets no weight, and another is read in its place.
  const rowAt = (tap: number) => start + Math.min(tap, count - 1) * stride;
  if (count > 2) mixFour(row, data, [0, 1, 2, 3].map(rowAt) as Four, [0, 1, 2, 3].map(weight) as Four);
  else mixTwo(row, data, rowAt(0), weight(0), rowAt(1), weight(1));
  for (let tap = 4; tap < count; tap += 2) {
    addTwo(row, data, rowAt(tap), weight(tap), rowAt(tap + 1), weight(tap + 1));
  }
}

type Four = [number, number, number, number];

function mixTwo(row: Float32Array, data: Uint8Array, p: number, a: number, q: number, b: number): void {
  for (let i = 0; i < row.length; i++) row[i] = a * data[p + i]! + b * data[q + i]!;
}

function mixFour(row: Float32Array, data: Uint8Array, [p, q, r, s]: Four, [a, b, c, d]: Four): void {
  for (let i = 0; i < row.length; i++) {
    row[i] = Math.fround(a * data[p + i]! + b * data[q + i]!) + c * data[r + i]! + d * data[s + i]!;
  }
}

function addTwo(row: Float32Array, data: Uint8Array, p: number, a: number, q: number, b: number): void {
  for (let i = 0; i < row.length; i++) row[i] = row[i]! + a * data[p + i]! + b * data[q + i]!;
}

/** Makes one output row from a mixed row whose first pixel is source column `left`. */
function mixColumns(out: Uint8Array, offset: number, row: Float32Array, left: number, axis: Axis): void {
  const { first, count, weights, taps } = axis;
  for (let x = 0, o = offset; x < count.length; x++, o += 3) {
    let r = 0;
    let g = 0;
    let b = 0;
    let at = (first[x]! - left) * 3;
    for (let w = x * taps, end = w + count[x]!; w < end; w++, at += 3) {
      const weight = weights[w]!;
      r += weight * row[at]!;
      g += weight * row[at + 1]!;
      b += weight * row[at + 2]!;
    }
    out[o] = r + 0.5;
    out[o + 1] = g + 0.5;
    out[o + 2] = b + 0.5;
  }
}

/**
 * The part of a picture inside `region`, scaled to `width` × `height`. Shrinking averages areas,
 * so nothing aliases; enlarging interpolates. What lies outside the picture is black.
 *
 * @param region Any box with positive sides; its edges need not be whole numbers.
 * @returns A new picture of `width` × `height` pixels.
 *
 * @example
 * ```ts
 * import { cropImage } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const image = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 50, 60, 70) };
 * assert.deepEqual([...cropImage(image, [0, 0, 2, 1], 1, 1).data], [30, 40, 50]);
 * ```
 */
export function cropImage(image: RgbImage, region: Box, width: number, height: number): RgbImage {
  const across = weighAxis(region[0], region[2], width, image.width);
  const down = weighAxis(region[1], region[3], height, image.height);
  const data = new Uint8Array(width * height * 3);
  const [left, right] = sourceRange(across);
  const row = new Float32Array((right - left) * 3);
  for (let y = 0; y < height; y++) {
    if (down.count[y] === 0) continue;
    mixRows(row, image, left * 3, down, y);
    mixColumns(data, y * width * 3, row, left, across);
  }
  return { width, height, data };
}

/** The source positions, first and one past the last, that an axis uses at all. */
function sourceRange(axis: Axis): [number, number] {
  let left = Number.POSITIVE_INFINITY;
  let right = 0;
  for (let i = 0; i < axis.count.length; i++) {
    if (axis.count[i] === 0) continue;
    left = Math.min(left, axis.first[i]!);
    right = Math.max(right, axis.first[i]! + axis.count[i]!);
  }
  return left < right ? [left, right] : [0, 0];
}

/** A picture scaled to `width` × `height`, without aliasing. */
export function resizeImage(image: RgbImage, width: number, height: number): RgbImage {
  return cropImage(image, [0, 0, image.width, image.height], width, height);
}

/** A picture and how many pixels of its original one of its pixels stands for, along either side. */
export interface ShrunkImage {
  readonly image: RgbImage;
  readonly shrink: number;
}

/**
 * A picture scaled so that it just fits `width` × `height`, its shape kept; the picture itself
 * where it has that size already. A side that does not come out whole is rounded up.
 *
 * @example
 * ```ts
 * import { fitImage } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const image = { width: 640, height: 427, data: new Uint8Array(640 * 427 * 3) };
 * const fitted = fitImage(image, 320, 240);
 * assert.equal(fitted.shrink, 2);
 * assert.equal(fitted.image.height, 214);
 * ```
 */
export function fitImage(image: RgbImage, width: number, height: number): ShrunkImage {
  const shrink = Math.max(image.width / width, image.height / height);
  if (shrink === 1) return { image, shrink };
  if (shrink === 2) return { image: halved(image), shrink };
  // The region may end beyond the picture by less than one output pixel, so that both sides keep
  // one scale; rounding must not make it one pixel larger than what was asked for.
  const across = Math.min(width, Math.ceil(image.width / shrink));
  const down = Math.min(height, Math.ceil(image.height / shrink));
  return { image: cropImage(image, [0, 0, across * shrink, down * shrink], across, down), shrink };
}

/**
 * What {@linkcode cropImage} makes of a picture at half its size, in half the time: means of four
 * whole numbers need no weights. A last row or column without another is averaged by itself.
 */
function halved(image: RgbImage): RgbImage {
  const [width, height] = [Math.ceil(image.width / 2), Math.ceil(image.height / 2)];
  const data = new Uint8Array(width * height * 3);
  const stride = image.width * 3;
  for (let y = 0, o = 0; y < height; y++) {
    const upper = 2 * y * stride;
    const lower = 2 * y + 1 < image.height ? upper + stride : upper;
    for (let x = 0; x < width; x++, o += 3) {
      const left = 6 * x;
      const right = 2 * x + 1 < image.width ? left + 3 : left;
      data[o] = meanOf(image.data, upper + left, upper + right, lower + left, lower + right);
      data[o + 1] = meanOf(
        image.data,
        upper + left + 1,
        upper + right + 1,
        lower + left + 1,
        lower + right + 1,
      );
      data[o + 2] = meanOf(
        image.data,
        upper + left + 2,
        upper + right + 2,
        lower + left + 2,
        lower + right + 2,
      );
    }
  }
  return { width, height, data };
}

function meanOf(data: Uint8Array, a: number, b: number, c: number, d: number): number {
  return (data[a]! + data[b]! + data[c]! + data[d]! + 2) >> 2;
}
