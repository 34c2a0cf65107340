import assert from "node:assert/strict";
import { test } from "node:test";
import { ARCFACE_TEMPLATE, fitSimilarity, invertSimilarity, mapPoint, type Point } from "../../core/mod.ts";
import { largestDifference } from "../tools/pictures.ts";

test("a noisy face fits as Umeyama's method by singular value decomposition says", () => {
  const face: Point[] = [
    [61, 70],
    [98, 58],
    [84, 88],
    [72, 112],
    [105, 100],
  ];
  const { a, b, x0, y0 } = fitSimilarity(face, ARCFACE_TEMPLATE);
  const expected = [0.8823827545578569, 0.2284837157385588, 1.4642146843606554, -22.823815912191478];
  // numpy adds up in another order, so the last digits differ.
  assert.ok(largestDifference([a, b, x0, y0], expected) < 1e-10);
});

test("an exact transform is found again, and its inverse undoes it", () => {
  const map = { a: 0.3, b: -1.7, x0: 12, y0: -8 };
  const from: Point[] = [
    [3, 4],
    [-5, 9],
    [20, -7],
  ];
  const found = fitSimilarity(
    from,
    from.map((point) => mapPoint(map, point)),
  );
  assert.ok(largestDifference([found.a, found.b, found.x0, found.y0], [0.3, -1.7, 12, -8]) < 1e-12);
  const back = mapPoint(invertSimilarity(map), mapPoint(map, [3, 4]));
  assert.ok(largestDifference(back, [3, 4]) < 1e-12);
});

test("points without extent, or that are not numbers, have no transform", () => {
  const expected = { code: "EXTRACTION_ERROR", message: /^Cannot align a face: its landmarks coincide/ };
  const same: Point[] = [
    [2, 2],
    [2, 2],
  ];
  const other: Point[] = [
    [0, 0],
    [1, 1],
  ];
  assert.throws(() => fitSimilarity(same, other), expected);
  assert.throws(() => fitSimilarity(other, same), expected);
  assert.throws(
    () =>
      fitSimilarity(
        [
          [Number.NaN, 0],
          [1, 1],
        ],
        other,
      ),
    expected,
  );
});
