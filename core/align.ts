/**
 * Alignment: a face turned upright and scaled so that eyes, nose and mouth lie where embedders
 * expect them.
 * @module
 */
import { FacepipeError } from "./errors.ts";
import type { Box, Point } from "./fields.ts";
import type { RgbImage } from "./image.ts";
import { cropImage } from "./resize.ts";
import { fitSimilarity, invertSimilarity, mapPoint, type Similarity } from "./similarity.ts";

/** Side of an aligned face in pixels. */
export const ALIGNED_SIZE = 112;

/**
 * Where the five landmarks lie in an aligned face: left eye, right eye, nose, left and right mouth
 * corner as seen in the picture. Source: the 112 × 112 template of ArcFace (Deng et al., CVPR 2019).
 */
export const ARCFACE_TEMPLATE: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/**
 * Bilinear interpolation takes in two pixels along each axis, so it may shrink by this much before
 * aliasing shows. Embedders tell people apart a little better so than with areas averaged from 1
 * on, which blurs, or never.
 */
const INTERPOLATED_SHRINK = 1.5;

/** Sides of a picture in pixels. */
type Size = Pick<RgbImage, "width" | "height">;

/** A part of a picture, shrunk; pixel `x`, `y` of the picture is `(x - left) / stepX`, `(y - top) / stepY` in it. */
interface Patch {
  readonly image: RgbImage;
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** The part of a picture of this size that the aligned face is made of, with a margin for interpolation. */
function footprint({ width, height }: Size, toImage: Similarity): Box {
  const end = ALIGNED_SIZE - 1;
  const corners: Point[] = [
    [0, 0],
    [end, 0],
    [0, end],
    [end, end],
  ];
  const points = corners.map((corner) => mapPoint(toImage, corner));
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const margin = 2 + Math.hypot(toImage.a, toImage.b);
  return [
    Math.max(0, Math.floor(Math.min(...xs) - margin)),
    Math.max(0, Math.floor(Math.min(...ys) - margin)),
    Math.min(width, Math.ceil(Math.max(...xs) + margin)),
    Math.min(height, Math.ceil(Math.max(...ys) + margin)),
  ];
}

/**
 * The part of a picture that {@linkcode alignFace} looks at: whole pixels, at least one.
 *
 * @param size Of the picture.
 * @param landmarks As for `alignFace`, which throws what this does.
 */
export function alignedRegion(size: Size, landmarks: readonly Point[]): Box {
  const [x1, y1, x2, y2] = footprint(size, transformOf(landmarks));
  // Landmarks outside the picture make an empty part, numbers without bounds one that is none.
  const left = x1 < size.width ? x1 : size.width - 1;
  const top = y1 < size.height ? y1 : size.height - 1;
  return [left, top, x2 > left ? x2 : left + 1, y2 > top ? y2 : top + 1];
}

/** From pixels of the aligned face to those of the picture. */
function transformOf(landmarks: readonly Point[]): Similarity {
  if (landmarks.length === ARCFACE_TEMPLATE.length)
    return invertSimilarity(fitSimilarity(landmarks, ARCFACE_TEMPLATE));
  throw new FacepipeError("EXTRACTION_ERROR", "Cannot align a face: it does not have five landmarks", {
    param: "landmarks",
  });
}

/** The patch to interpolate in: the picture itself, or its part around the face shrunk. */
function patchFor(image: RgbImage, toImage: Similarity): Patch {
  const shrink = Math.hypot(toImage.a, toImage.b) / INTERPOLATED_SHRINK;
  if (shrink <= 1) return { image, left: 0, top: 0, stepX: 1, stepY: 1 };
  const box = footprint(image, toImage);
  const width = Math.max(1, Math.round((box[2] - box[0]) / shrink));
  const height = Math.max(1, Math.round((box[3] - box[1]) / shrink));
  const stepX = (box[2] - box[0]) / width;
  const stepY = (box[3] - box[1]) / height;
  return {
    image: cropImage(image, box, width, height),
    left: box[0] + (stepX - 1) / 2,
    top: box[1] + (stepY - 1) / 2,
    stepX,
    stepY,
  };
}

/**
 * A face aligned to {@linkcode ARCFACE_TEMPLATE} by the least-squares similarity transform of its
 * landmarks. Pixels are interpolated bilinearly; where the face shrinks by
 * more than half, areas are averaged first, so that nothing aliases. What lies outside the picture is black.
 *
 * @param image The picture with the face.
 * @param landmarks Left eye, right eye, nose, left and right mouth corner as seen in the picture,
 * in its pixels.
 * @returns 112 × 112 pixels.
 * @throws FacepipeError EXTRACTION_ERROR where the landmarks are not five points of a face.
 *
 * @example
 * ```ts
 * import { ARCFACE_TEMPLATE, alignFace } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const image = { width: 112, height: 112, data: new Uint8Array(112 * 112 * 3).fill(90) };
 * const face = alignFace(image, ARCFACE_TEMPLATE);
 * assert.equal(face.width, 112);
 * assert.equal(face.data[0], 90);
 * ```
 */
export function alignFace(image: RgbImage, landmarks: readonly Point[]): RgbImage {
  const toImage = transformOf(landmarks);
  const patch = patchFor(image, toImage);
  const data = new Uint8Array(ALIGNED_SIZE * ALIGNED_SIZE * 3);
  for (let y = 0; y < ALIGNED_SIZE; y++) {
    const [startX, startY] = mapPoint(toImage, [0, y]);
    interpolateRow(
      data.subarray(y * ALIGNED_SIZE * 3, (y + 1) * ALIGNED_SIZE * 3),
      patch.image,
      [(startX - patch.left) / patch.stepX, (startY - patch.top) / patch.stepY],
      [toImage.a / patch.stepX, toImage.b / patch.stepY],
    );
  }
  return { width: ALIGNED_SIZE, height: ALIGNED_SIZE, data };
}

/** Fills a row of pixels with a picture's values along a line: bilinear, black outside. */
function interpolateRow(row: Uint8Array, image: RgbImage, start: Point, step: Point): void {
  const { width, height, data } = image;
  for (let o = 0, i = 0; o < row.length; o += 3, i++) {
    const x = start[0] + i * step[0];
    const y = start[1] + i * step[1];
    const left = Math.floor(x);
    const top = Math.floor(y);
    if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) {
      interpolateAtEdge(row, o, image, x, y);
      continue;
    }
    const right = x - left;
    const lower = y - top;
    const at = (top * width + left) * 3;
    const below = at + width * 3;
    const w11 = right * lower;
    const w10 = lower - w11;
    const w01 = right - w11;
    const w00 = 1 - right - w10;
    row[o] = w00 * data[at]! + w01 * data[at + 3]! + w10 * data[below]! + w11 * data[below + 3]! + 0.5;
    row[o + 1] =
      w00 * data[at + 1]! + w01 * data[at + 4]! + w10 * data[below + 1]! + w11 * data[below + 4]! + 0.5;
    row[o + 2] =
      w00 * data[at + 2]! + w01 * data[at + 5]! + w10 * data[below + 2]! + w11 * data[below + 5]! + 0.5;
  }
}

/** One interpolated pixel some of whose four neighbours lie outside the picture, which is black. */
function interpolateAtEdge(row: Uint8Array, o: number, image: RgbImage, x: number, y: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (!(x > -1 && y > -1 && x < image.width && y < image.height)) return;
  const sums = [0.5, 0.5, 0.5];
  for (const px of [left, left + 1]) {
    for (const py of [top, top + 1]) {
      if (!(px >= 0 && py >= 0 && px < image.width && py < image.height)) continue;
      const weight = (1 - Math.abs(x - px)) * (1 - Math.abs(y - py));
      const at = (py * image.width + px) * 3;
      for (let c = 0; c < 3; c++) sums[c]! += weight * image.data[at + c]!;
    }
  }
  row.set(sums, o);
}
