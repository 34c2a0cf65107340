/**
 * Landmarks: from the 68 points of the face outline to the five that alignment needs.
 * @module
 */
import type { Point } from "./fields.ts";

/**
 * Which of the 68 points (iBUG 300-W order) make up each of the five. An eye is the mean of its
 * upper and lower lid; a mouth corner lies between the outer and the inner lip.
 */
const FIVE_OF_68: readonly (readonly number[])[] = [
  [37, 38, 40, 41],
  [43, 44, 46, 47],
  [30],
  [48, 60],
  [54, 64],
];

/**
 * Left eye, right eye, nose, left and right mouth corner, as seen in the picture, from 68 points.
 *
 * @param points 68 points in iBUG 300-W order: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth 48–67.
 *
 * @example
 * ```ts
 * import { fiveOf68, type Point } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const points = Array.from({ length: 68 }, (_, i): Point => [i, 2 * i]);
 * assert.deepEqual(fiveOf68(points), [[39, 78], [45, 90], [30, 60], [54, 108], [59, 118]]);
 * ```
 */
export function fiveOf68(points: readonly Point[]): Point[] {
  return FIVE_OF_68.map((indices) => {
    let x = 0;
    let y = 0;
    for (const index of indices) {
      x += points[index]![0];
      y += points[index]![1];
    }
    return [x / indices.length, y / indices.length];
  });
}
