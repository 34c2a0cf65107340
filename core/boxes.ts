/**
 * Boxes as `[x1, y1, x2, y2]`: edges in continuous pixel coordinates, so that a whole picture is
 * `[0, 0, width, height]`.
 * @module
 */
import type { Box } from "./fields.ts";

/** Area of a box; 0 where an edge lies on the wrong side of the other. */
export function boxArea(box: Box): number {
  return Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1]);
}

/** Area that two boxes share. */
export function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * Intersection over union of two boxes, 0 to 1; 0 where both are empty.
 *
 * @example
 * ```ts
 * import { iou } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(iou([0, 0, 2, 2], [1, 0, 3, 2]), 1 / 3);
 * ```
 */
export function iou(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / (boxArea(a) + boxArea(b) - shared);
}

/** The part of a box that lies in a picture of `width` × `height`. */
export function clipBox(box: Box, width: number, height: number): Box {
  const x = (value: number): number => Math.min(Math.max(value, 0), width);
  const y = (value: number): number => Math.min(Math.max(value, 0), height);
  return [x(box[0]), y(box[1]), x(box[2]), y(box[3])];
}

/**
 * A square about the centre of a box, its side `scale` times the longer side of the box. It may
 * reach out of the picture.
 *
 * @example
 * ```ts
 * import { squareBox } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(squareBox([10, 20, 30, 60], 1.5), [-10, 10, 50, 70]);
 * ```
 */
export function squareBox(box: Box, scale: number): Box {
  const half = (Math.max(box[2] - box[0], box[3] - box[1]) * scale) / 2;
  const x = (box[0] + box[2]) / 2;
  const y = (box[1] + box[3]) / 2;
  return [x - half, y - half, x + half, y + half];
}

/** A box moved by `x`, `y` after its coordinates were multiplied by `scale`. */
export function placeBox(box: Box, scale: number, x = 0, y = 0): Box {
  return [box[0] * scale + x, box[1] * scale + y, box[2] * scale + x, box[3] * scale + y];
}
