/**
 * Finds which of two lists of boxes mean the same faces.
 * @module
 */
import { iou } from "../boxes.ts";
import type { Box } from "../fields.ts";

/**
 * The least overlap of two boxes of one face (intersection over union). Programs differ in how much
 * hair and neck is part of a face: a square twice as wide as the detector's box overlaps it by 0.3.
 */
export const LEAST_OVERLAP = 0.2;

/**
 * Pairs of boxes that mean one face, as indices. Each box is in one pair at most; the pair that
 * overlaps most comes first. Both boxes of a pair hold the centre of the other, so that the large
 * box of a neighbour is not taken for the face.
 *
 * @example
 * ```ts
 * import { matchBoxes } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(matchBoxes([[0, 0, 10, 10], [20, 0, 30, 10]], [[19, 0, 31, 12], [90, 0, 99, 9]]), [[1, 0]]);
 * ```
 */
export function matchBoxes(
  left: readonly Box[],
  right: readonly Box[],
): (readonly [left: number, right: number])[] {
  const pairs = left.flatMap((a, i) =>
    right.flatMap((b, k) => {
      const overlap = holdsCentre(a, b) && holdsCentre(b, a) ? iou(a, b) : 0;
      return overlap >= LEAST_OVERLAP ? [{ i, k, overlap }] : [];
    }),
  );
  pairs.sort((a, b) => b.overlap - a.overlap || a.i - b.i || a.k - b.k);
  const [usedLeft, usedRight] = [new Set<number>(), new Set<number>()];
  return pairs.flatMap(({ i, k }) => {
    if (usedLeft.has(i) || usedRight.has(k)) return [];
    usedLeft.add(i);
    usedRight.add(k);
    return [[i, k] as const];
  });
}

function holdsCentre([x1, y1, x2, y2]: Box, other: Box): boolean {
  const [x, y] = [(other[0] + other[2]) / 2, (other[1] + other[3]) / 2];
  return x >= x1 && x <= x2 && y >= y1 && y <= y2;
}
