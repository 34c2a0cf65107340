import assert from "node:assert/strict";
import { test } from "node:test";
import { groupMetrics, type LabelledFace } from "../../../core/mod.ts";

/** Faces as `label cluster` words; a dash for no cluster. */
function faces(words: string): LabelledFace[] {
  return words.split(" ").map((word) => ({
    label: word[0]!,
    cluster: word[1] === "-" ? undefined : word[1],
  }));
}

test("B-cubed and pairwise values of a small example", () => {
  const metrics = groupMetrics(faces("a1 a1 a1 b1 b2 b2 c3"));
  const precision = (3 * (3 / 4) + 1 / 4 + 2 + 1) / 7;
  const recall = (3 + 1 / 3 + 2 * (2 / 3) + 1) / 7;
  assert.deepEqual([metrics.clusters, metrics.faces, metrics.people], [3, 7, 3]);
  assert.ok(Math.abs(metrics.bcubed.precision - precision) < 1e-12);
  assert.ok(Math.abs(metrics.bcubed.recall - recall) < 1e-12);
  assert.ok(Math.abs(metrics.bcubed.f - (2 * precision * recall) / (precision + recall)) < 1e-12);
  // Right pairs: 3 of a, 1 of b. Put together: 6 + 1. Of one person: 3 + 3.
  assert.equal(metrics.pairwise.precision, 4 / 7);
  assert.equal(metrics.pairwise.recall, 4 / 6);
  assert.ok(Math.abs(metrics.pairwise.f - 8 / 13) < 1e-12);
});

test("a perfect grouping scores 1, and its order does not matter", () => {
  const perfect = { precision: 1, recall: 1, f: 1 };
  const metrics = groupMetrics(faces("b1 a2 b1 a2"));
  assert.deepEqual(metrics, { bcubed: perfect, pairwise: perfect, clusters: 2, faces: 4, people: 2 });
});

test("faces that were not found stand alone", () => {
  const metrics = groupMetrics(faces("a- a- a1 a1"));
  assert.equal(metrics.clusters, 3);
  assert.equal(metrics.bcubed.precision, 1);
  assert.equal(metrics.bcubed.recall, (1 / 4 + 1 / 4 + 2 / 4 + 2 / 4) / 4);
});

test("without a pair there is nothing to be wrong about", () => {
  assert.deepEqual(groupMetrics(faces("a1")).pairwise, { precision: 1, recall: 1, f: 1 });
  assert.deepEqual(groupMetrics(faces("a1 b1")).pairwise, { precision: 0, recall: 1, f: 0 });
});

test("labels and clusters of any text are told apart", () => {
  const odd = groupMetrics([
    { label: "a\u0000b", cluster: "c" },
    { label: "a", cluster: "b\u0000c" },
    { label: "x", cluster: "alone 3" },
    { label: "x", cluster: undefined },
  ]);
  assert.deepEqual([odd.clusters, odd.people], [4, 3]);
});

test("no faces are an error", () => {
  assert.throws(() => groupMetrics([]), { message: "Cannot measure groups: there are no labelled faces" });
});
