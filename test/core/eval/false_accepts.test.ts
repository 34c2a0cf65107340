import assert from "node:assert/strict";
import { test } from "node:test";
import { checkCalibration } from "../../../core/calibration.ts";
import { SimilarityCounts } from "../../../core/eval/false_accepts.ts";

function countsOf(...different: readonly (readonly [cosine: number, pairs: number])[]): SimilarityCounts {
  const counts = new SimilarityCounts();
  for (const [cosine, pairs] of different) for (let i = 0; i < pairs; i++) counts.add(cosine, false);
  return counts;
}

test("rates at which the cosine no longer rises are left out", () => {
  const { calibration, tar } = countsOf([0, 366_500], [0.2, 30_000], [0.4, 3000], [0.6, 500]).result();
  assert.deepEqual(Object.keys(calibration), ["1e-1", "1e-2", "1e-3"]);
  assert.deepEqual(Object.keys(tar), ["1e-1", "1e-2", "1e-3"]);
  checkCalibration(calibration);
});

test("people whose similarities are no curve are refused", () => {
  assert.throws(() => countsOf([0.1, 30_000]).result(), {
    exit: 2,
    message: /^Cannot calibrate: different people are too much alike at a rate of 1e-2: expected a cosine/,
  });
});
