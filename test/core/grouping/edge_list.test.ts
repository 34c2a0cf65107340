import assert from "node:assert/strict";
import { test } from "node:test";
import { EdgeList } from "../../../core/grouping/edge_list.ts";

test("a list keeps all edges in their order, however many", () => {
  const edges = new EdgeList();
  for (let i = 0; i < 5000; i++) edges.add(i, i + 1, i / 5000);
  assert.equal(edges.count, 5000);
  assert.deepEqual([edges.first[4999], edges.second[4999], edges.sums[4999]], [4999, 5000, 0.9998]);
  assert.deepEqual([edges.first[0], edges.second[0], edges.sums[0]], [0, 1, 0]);
});
