import assert from "node:assert/strict";
import { test } from "node:test";
import { firstCut, joinCut, poorCut } from "../../../core/grouping/auto_cuts.ts";
import type { Calibration } from "../../../core/mod.ts";

/** A cosine of 0.1 for each power of ten. */
const simple: Calibration = { "1e-1": 0.1, "1e-2": 0.2, "1e-3": 0.3 };

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

test("the first cut leaves a face one chance in a hundred, but is neither loose for few nor stricter than it helps", () => {
  close(firstCut(2500, simple), -0.1 * Math.log10(4e-6));
  close(firstCut(3, simple), 0.5);
  close(firstCut(1e12, simple), 0.6);
});

test("a join needs the root of joins over pairs, times 5e-4", () => {
  // 101 clusters make 5,050 pairs; 5,050 faces less 101 clusters, and this one, are 4,950 joins.
  close(joinCut(5050, 101, simple), -0.1 * Math.log10(5e-4 * Math.sqrt(4950 / 5050)));
  // 201 clusters of 201 faces: the first join among 20,100 pairs.
  close(joinCut(201, 201, simple), -0.1 * Math.log10(5e-4 / Math.sqrt(20_100)));
});

test("no join is looser than one in 2,000", () => {
  for (const clusters of [1, 2, 3]) close(joinCut(500, clusters, simple), -0.1 * Math.log10(5e-4));
});

test("the cut falls as clusters join, and rises with strangers", () => {
  let last = Number.POSITIVE_INFINITY;
  for (let clusters = 100; clusters >= 1; clusters--) {
    const cut = joinCut(100, clusters, simple);
    assert.ok(cut <= last, `at ${clusters}`);
    last = cut;
  }
  assert.ok(joinCut(2000, 1500, simple) > joinCut(200, 150, simple));
});

test("poor faces need the square of the rate", () => {
  close(poorCut(1e6, 1, { "1e-1": 0.01, "1e-2": 0.02, "1e-3": 0.03 }), -0.02 * Math.log10(5e-4));
});
