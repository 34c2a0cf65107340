/**
 * Which part of a photo shows a face as people like to see it.
 * @module
 */
import { squareBox } from "../boxes.ts";
import type { Box } from "../fields.ts";

/** Side of the portrait over the longer side of the box, so that hair and chin are in it. */
const ROOM = 1.5;

/**
 * A square around a face that lies in the photo: moved inside where it would reach out, and smaller
 * where the photo is smaller. Undefined where the box lies outside the photo.
 *
 * @param box In pixels of the upright photo.
 *
 * @example
 * ```ts
 * import { portraitArea } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(portraitArea([100, 100, 140, 140], 1000, 1000), [90, 90, 150, 150]);
 * assert.deepEqual(portraitArea([0, 0, 40, 40], 1000, 1000), [0, 0, 60, 60]);
 * assert.equal(portraitArea([-50, 0, -10, 40], 1000, 1000), undefined);
 * ```
 */
export function portraitArea(box: Box, width: number, height: number): Box | undefined {
  const isOutside = box[2] <= 0 || box[3] <= 0 || box[0] >= width || box[1] >= height;
  const square = squareBox(box, ROOM);
  const side = Math.min(square[2] - square[0], width, height);
  if (isOutside || !(side > 0)) return undefined;
  const left = inside((square[0] + square[2] - side) / 2, width - side);
  const top = inside((square[1] + square[3] - side) / 2, height - side);
  return [left, top, left + side, top + side];
}

function inside(start: number, last: number): number {
  return Math.min(Math.max(0, start), last);
}
