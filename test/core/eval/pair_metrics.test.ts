import assert from "node:assert/strict";
import { test } from "node:test";
import { bestThreshold } from "../../../core/eval/best_threshold.ts";
import { pairMetrics, type ScoredPair } from "../../../core/mod.ts";

function pairs(
  same: readonly (number | undefined)[],
  different: readonly (number | undefined)[],
): ScoredPair[] {
  return [
    ...same.map((similarity) => ({ same: true, similarity })),
    ...different.map((similarity) => ({ same: false, similarity })),
  ];
}

test("accuracy uses for each fold the threshold of the others", () => {
  // Four folds: 0.7 tells 2 right, then 2, then 1, and 0.8 tells 1.
  const metrics = pairMetrics(pairs([0.9, 0.8, 0.3, 0.7], [0.1, 0.4, 0.2, 0.35]));
  assert.deepEqual(metrics, {
    accuracy: 6 / 8,
    threshold: 0.7,
    tar: { "1e-2": 3 / 4, "1e-3": 3 / 4 },
    pairs: 8,
  });
});

test("a fold never sees its own pairs", () => {
  // Every tenth pair of each kind is the wrong way round: no other fold can learn that.
  const same = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 0.1 : 0.9));
  const different = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 0.95 : 0.2));
  assert.equal(pairMetrics(pairs(same, different)).accuracy, 0.9);
});

test("how the two kinds are mixed does not matter", () => {
  const same = Array.from({ length: 40 }, (_, i) => Math.sin(i) / 4 + 0.5);
  const different = Array.from({ length: 40 }, (_, i) => Math.cos(i) / 4 + 0.3);
  const list = pairs(same, different);
  const mixed = list.slice(0, 40).flatMap((pair, i) => [pair, list[40 + i]!]);
  assert.deepEqual(pairMetrics(mixed), pairMetrics(list));
});

test("true accept rates allow as many false accepts as the rate says", () => {
  const different = Array.from({ length: 1000 }, (_, i) => i / 1000);
  // At 1e-2 ten may pass: 0.990 to 0.999. At 1e-3 one may: 0.999.
  const { tar } = pairMetrics(pairs([0.989, 0.9895, 0.9985, 0.9995], different));
  assert.deepEqual(tar, { "1e-2": 3 / 4, "1e-3": 2 / 4 });
});

test("a similarity that a refused pair has too is not accepted", () => {
  const { tar } = pairMetrics(pairs([0.5, 0.6], [0.5, 0.1]));
  assert.equal(tar["1e-3"], 1 / 2);
});

test("a pair without a face is never accepted", () => {
  const metrics = pairMetrics(pairs([0.9, undefined, 0.9, 0.9], [0.1, undefined, 0.1, 0.1]));
  assert.equal(metrics.accuracy, 7 / 8);
  assert.equal(metrics.threshold, 0.9);
  assert.equal(metrics.tar["1e-3"], 3 / 4);
});

test("fewer than two pairs of a kind are refused", () => {
  assert.throws(() => pairMetrics(pairs([0.5, 0.5, 0.5], [0.1])), { code: "BAD_PARAM" });
  assert.throws(() => pairMetrics([]), /got 0 and 0/);
});

test("the best threshold is a multiple of 0.005, and of equally good ones the highest", () => {
  assert.equal(bestThreshold(pairs([0.753], [0.25])), 0.75);
  assert.equal(bestThreshold(pairs([0.753], [0.752])), 1.005);
  assert.equal(bestThreshold(pairs([0.2, 0.6], [0.1, 0.4])), 0.6);
  assert.equal(bestThreshold(pairs([0.5, 0.5], [0.5])), 0.5);
  assert.equal(bestThreshold(pairs([-1, 1], [-1.1])), -1);
  assert.equal(bestThreshold(pairs([0.1], [0.2, 0.3])), 1.005);
});
