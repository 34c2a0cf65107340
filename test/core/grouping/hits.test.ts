import assert from "node:assert/strict";
import { test } from "node:test";
import { Hits } from "../../../core/grouping/hits.ts";

test("places of large numbers are found in ranges, and kept when room is made", () => {
  const hits = new Hits();
  const numbers = new Float32Array(5000).map((_, i) => (i % 2 === 0 ? 1 : 0));
  hits.find(numbers, 1, 6, 0.5);
  assert.deepEqual([...hits.places.subarray(0, hits.count)], [2, 4]);
  hits.find(numbers, 100, 5000, 0.5);
  assert.equal(hits.count, 2 + 2450);
  assert.deepEqual([hits.places[1], hits.places[2], hits.places[2451]], [4, 100, 4998]);
  hits.clear();
  hits.find(numbers, 0, 5000, 1.01);
  assert.equal(hits.count, 0);
});

test("no number is no hit", () => {
  const hits = new Hits();
  hits.find(Float32Array.of(Number.NaN, -1, 2), 0, 3, 0);
  assert.deepEqual([hits.count, hits.places[0]], [1, 2]);
});
