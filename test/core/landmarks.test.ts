import assert from "node:assert/strict";
import { test } from "node:test";
import { fiveOf68, type Point } from "../../core/mod.ts";

test("each of the five points is the mean of its own points of the 68", () => {
  const points = Array.from({ length: 68 }, (): Point => [0, 0]);
  const put = (index: number, x: number, y: number): void => {
    points[index] = [x, y];
  };
  for (const index of [37, 38, 40, 41]) put(index, 10 + (index % 2), 20);
  for (const index of [43, 44, 46, 47]) put(index, 30, 20 + (index % 2));
  put(30, 20, 30);
  put(48, 11, 40);
  put(60, 13, 42);
  put(54, 29, 40);
  put(64, 27, 38);
  assert.deepEqual(fiveOf68(points), [
    [10.5, 20],
    [30, 20.5],
    [20, 30],
    [12, 41],
    [28, 39],
  ]);
});
