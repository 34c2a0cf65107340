import assert from "node:assert/strict";
import { test } from "node:test";
import { boxArea, clipBox, iou, placeBox, sharedArea, squareBox } from "../../core/mod.ts";

test("area of a box, and of one turned inside out", () => {
  assert.equal(boxArea([1, 2, 4, 7]), 15);
  assert.equal(boxArea([4, 2, 1, 7]), 0);
});

test("shared area of overlapping, touching and distant boxes", () => {
  assert.equal(sharedArea([0, 0, 10, 10], [6, 8, 20, 20]), 8);
  assert.equal(sharedArea([0, 0, 10, 10], [10, 0, 20, 10]), 0);
  assert.equal(sharedArea([0, 0, 10, 10], [30, 30, 40, 40]), 0);
});

test("intersection over union", () => {
  assert.equal(iou([0, 0, 10, 10], [0, 0, 10, 10]), 1);
  assert.equal(iou([0, 0, 10, 10], [5, 0, 15, 10]), 50 / 150);
  assert.equal(iou([0, 0, 10, 10], [2, 2, 8, 8]), 0.36);
  assert.equal(iou([3, 3, 3, 3], [3, 3, 3, 3]), 0);
});

test("clipping keeps what lies in the picture", () => {
  assert.deepEqual(clipBox([-5, 3, 120, 90], 100, 80), [0, 3, 100, 80]);
  assert.deepEqual(clipBox([110, 3, 120, 9], 100, 80), [100, 3, 100, 9]);
});

test("a square box keeps the centre and scales the longer side", () => {
  assert.deepEqual(squareBox([10, 20, 30, 60], 1), [0, 20, 40, 60]);
  assert.deepEqual(squareBox([0, 0, 20, 10], 1.2), [-2, -7, 22, 17]);
});

test("placing scales first and then shifts", () => {
  assert.deepEqual(placeBox([1, 2, 3, 4], 2, 10, 20), [12, 24, 16, 28]);
});
