import assert from "node:assert/strict";
import { test } from "node:test";
import { EdgeList } from "../../../core/grouping/edge_list.ts";
import { seeded } from "../../tools/random_vectors.ts";

const ONES = new Uint32Array(100).fill(1);

test("edges below the level are left out; the level is of the mean, not of the sum", () => {
  const sizes = Uint32Array.of(1, 2, 3);
  const edges = new EdgeList(0.5, 100, sizes);
  edges.add(0, 1, 0.99);
  edges.add(0, 2, 1.5);
  edges.add(1, 2, 2.99);
  edges.add(1, 2, 3.01);
  assert.equal(edges.count, 2);
  assert.deepEqual([...edges.sums.subarray(0, 2)], [1.5, 3.01]);
});

test("a list that is full keeps the most similar edges, in their order, and all above its level", () => {
  const random = seeded(1);
  const edges = new EdgeList(0, 4000, ONES);
  const all = Array.from({ length: 50_000 }, (_, i) => [i % 100, (i * 7) % 100, random()] as const);
  for (const [a, b, sum] of all) edges.add(a, b, sum);
  const expected = all.filter(([, , sum]) => sum >= edges.level);
  assert.ok(edges.count <= 4000 && edges.count >= 1000 && edges.sums.length <= 4000);
  const kept = Array.from({ length: edges.count }, (_, i) => [
    edges.first[i],
    edges.second[i],
    edges.sums[i],
  ]);
  assert.deepEqual(kept, expected);
});

test("the level rises early where a part of the pairs shows that there will be too many", () => {
  const random = seeded(2);
  const edges = new EdgeList(0, 2 ** 16, ONES);
  for (let i = 0; i < 10_000; i++) edges.add(0, 1, random());
  edges.expect(1);
  assert.equal(edges.level, 0);
  edges.expect(0.01);
  // 10,000 of a hundredth of all pairs: three quarters of 2^16 are the upper 5 %.
  assert.ok(Math.abs(edges.level - 0.95) < 0.01, `${edges.level}`);
  assert.ok(edges.count < 600);
});

test("equally similar edges are all kept, though there are too many", () => {
  const edges = new EdgeList(0, 10, ONES);
  for (let i = 0; i < 1000; i++) edges.add(i % 100, (i + 1) % 100, 0.7);
  assert.deepEqual([edges.count, edges.level], [1000, 0.7]);
});
