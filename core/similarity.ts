/**
 * Similarity transforms: rotation, one scale for both axes, and a shift.
 * @module
 */
import { FacepipeError } from "./errors.ts";
import type { Point } from "./fields.ts";

/** The map `x' = a·x − b·y + x0`, `y' = b·x + a·y + y0`; its scale is `hypot(a, b)`. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly x0: number;
  readonly y0: number;
}

function meanOf(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point[0];
    y += point[1];
  }
  return [x / points.length, y / points.length];
}

/**
 * The similarity transform that brings `from` closest to `to` in the least-squares sense.
 *
 * Source: Umeyama, "Least-squares estimation of transformation parameters between two point
 * patterns", IEEE TPAMI 13(4), 1991; in two dimensions its singular value decomposition reduces
 * to the two sums below, and no reflection can arise.
 *
 * @param from At least two points that do not all coincide.
 * @param to As many points.
 * @throws FacepipeError EXTRACTION_ERROR where no such transform exists.
 *
 * @example
 * ```ts
 * import { fitSimilarity } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const turnAndDouble = fitSimilarity([[0, 0], [1, 0], [0, 1]], [[5, 5], [5, 7], [3, 5]]);
 * assert.deepEqual(turnAndDouble, { a: 0, b: 2, x0: 5, y0: 5 });
 * ```
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const [fromX, fromY] = meanOf(from);
  const [toX, toY] = meanOf(to);
  let along = 0;
  let across = 0;
  let spread = 0;
  for (let i = 0; i < from.length; i++) {
    const x = from[i]![0] - fromX;
    const y = from[i]![1] - fromY;
    const u = to[i]![0] - toX;
    const v = to[i]![1] - toY;
    along += x * u + y * v;
    across += x * v - y * u;
    spread += x * x + y * y;
  }
  const a = along / spread;
  const b = across / spread;
  if (!(Math.hypot(a, b) > 0 && Number.isFinite(a) && Number.isFinite(b))) {
    throw new FacepipeError(
      "EXTRACTION_ERROR",
      "Cannot align a face: its landmarks coincide or are not numbers",
      { param: "landmarks" },
    );
  }
  return { a, b, x0: toX - (a * fromX - b * fromY), y0: toY - (b * fromX + a * fromY) };
}

/** The transform that takes everything back. */
export function invertSimilarity({ a, b, x0, y0 }: Similarity): Similarity {
  const square = a * a + b * b;
  const c = a / square;
  const d = -b / square;
  return { a: c, b: d, x0: -(c * x0 - d * y0), y0: -(d * x0 + c * y0) };
}

/** Where a transform takes a point. */
export function mapPoint({ a, b, x0, y0 }: Similarity, [x, y]: Point): Point {
  return [a * x - b * y + x0, b * x + a * y + y0];
}
