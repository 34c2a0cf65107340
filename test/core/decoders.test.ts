import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeRfb, decodeScrfd, decodeYunet } from "../../core/mod.ts";
import { largestDifference } from "../tools/pictures.ts";

/** Zeros with some values set. */
function sparse(length: number, values: Record<number, number>): Float32Array {
  const array = new Float32Array(length);
  for (const [at, value] of Object.entries(values)) array[Number(at)] = value;
  return array;
}

test("RFB: boxes are parts of the input, the second score is the face's", () => {
  const faces = decodeRfb(
    {
      scores: Float32Array.of(0.75, 0.25, 0.25, 0.75, Number.NaN, Number.NaN),
      boxes: Float32Array.of(0, 0, 1, 1, 0.25, 0.5, 0.75, 1, 0, 0, 1, 1),
    },
    320,
    240,
    0.5,
  );
  assert.deepEqual(faces, [{ bbox: [80, 120, 240, 240], detScore: 0.75 }]);
});

test("SCRFD: distances and points are counted in strides from the anchor", () => {
  // A grid of 4 × 2 cells of 16 pixels; anchor 13 is the second one of the cell in column 2, row 1.
  const head = {
    stride: 16,
    scores: sparse(16, { 13: 0.875, 3: 0.25 }),
    boxes: sparse(64, { 52: 1, 53: 0.5, 54: 2, 55: 1.5 }),
    points: sparse(160, { 130: -0.5, 131: 0.25, 138: 1, 139: 1 }),
  };
  const [face, ...others] = decodeScrfd(head, 64, 0.5);
  assert.equal(others.length, 0);
  assert.deepEqual(face, {
    bbox: [16, 8, 64, 40],
    detScore: 0.875,
    landmarks: [
      [24, 20],
      [32, 16],
      [32, 16],
      [32, 16],
      [48, 32],
    ],
  });
});

test("YuNet: the score is the root of class times object, sizes are exponents", () => {
  // A grid of 4 × 2 cells of 8 pixels; cell 6 is column 2, row 1.
  const head = {
    stride: 8,
    classes: sparse(8, { 6: 0.5, 1: 1 }),
    objects: sparse(8, { 6: 1.5, 1: 0.125 }),
    boxes: sparse(32, { 24: 0.5, 25: 0.25, 26: Math.log(2), 27: Math.log(4) }),
    points: sparse(80, { 60: -1, 61: 0.5 }),
  };
  const [face, ...others] = decodeYunet(head, 32, 0.5);
  assert.equal(others.length, 0);
  assert.equal(face!.detScore, Math.sqrt(0.5));
  assert.ok(largestDifference(face!.bbox, [12, -6, 28, 26]) < 1e-5);
  assert.deepEqual(face!.landmarks, [
    [8, 12],
    [16, 8],
    [16, 8],
    [16, 8],
    [16, 8],
  ]);
});
