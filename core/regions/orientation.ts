/**
 * Boxes between the picture as it is stored in a file and the picture as people see it.
 * @module
 */
import type { Box } from "../fields.ts";

/** Where a point of the stored picture is seen, for each EXIF orientation; both sides of a picture are 1. */
const SEEN: { readonly [orientation: number]: (x: number, y: number) => readonly [x: number, y: number] } = {
  1: (x, y) => [x, y],
  2: (x, y) => [1 - x, y],
  3: (x, y) => [1 - x, 1 - y],
  4: (x, y) => [x, 1 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [1 - y, x],
  7: (x, y) => [1 - y, 1 - x],
  8: (x, y) => [y, 1 - x],
};

/** The orientation that undoes another; those that are not here undo themselves. */
const INVERSE: { readonly [orientation: number]: number } = { 6: 8, 8: 6 };

/** Whether an EXIF orientation, 1 to 8, swaps the sides of the picture. */
export function isTurnedSideways(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/**
 * A box of the stored picture as a box of the upright one. Boxes are in parts of the picture's sides, 0 to 1.
 *
 * @param orientation EXIF orientation of the file; what is not 1 to 8 counts as 1.
 *
 * @example
 * ```ts
 * import { uprightBox } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * // The camera was held upright: what it stored at the top left is seen at the top right.
 * assert.deepEqual(uprightBox([0, 0, 0.25, 0.5], 6), [0.5, 0, 1, 0.25]);
 * ```
 */
export function uprightBox([x1, y1, x2, y2]: Box, orientation: number): Box {
  const seen = SEEN[orientation] ?? SEEN[1]!;
  const [ax, ay] = seen(x1, y1);
  const [bx, by] = seen(x2, y2);
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

/** A box of the upright picture as a box of the stored one: the inverse of {@linkcode uprightBox}. */
export function storedBox(box: Box, orientation: number): Box {
  return uprightBox(box, INVERSE[orientation] ?? orientation);
}
