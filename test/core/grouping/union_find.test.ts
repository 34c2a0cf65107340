import assert from "node:assert/strict";
import { test } from "node:test";
import { UnionFind } from "../../../core/grouping/union_find.ts";

test("sets are known by their smallest member and listed in order", () => {
  const sets = new UnionFind(7);
  sets.unite(6, 4);
  sets.unite(2, 6);
  sets.unite(5, 1);
  assert.equal(sets.find(6), 2);
  assert.equal(sets.find(5), 1);
  assert.deepEqual(sets.sets(), [[0], [1, 5], [2, 4, 6], [3]]);
  sets.unite(4, 4);
  sets.unite(1, 6);
  assert.deepEqual(sets.sets(), [[0], [1, 2, 4, 5, 6], [3]]);
});
