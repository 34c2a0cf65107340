import assert from "node:assert/strict";
import { test } from "node:test";
import { TightGroups } from "../../../core/grouping/tight_groups.ts";

const BAND = 1e-5;

/** Tells of all pairs whose similarity reaches the lowest level. */
function groupsOf(rows: number, similarity: (i: number, j: number) => number, least = 0.5): TightGroups {
  const groups = new TightGroups(rows, BAND, least);
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      if (similarity(i, j) >= 0.9 - 2 * BAND) groups.add(i, j, similarity(i, j));
    }
  }
  return groups;
}

test("groups are found at every level, the widest of those within each other, and none that is too small", () => {
  // Rows 0 to 3 at 0.95, of them 0 to 2 at 0.9995; 4 to 6 at 0.995; 7 and 8 at 1.
  const similarity = (i: number, j: number) => {
    if (j <= 2) return 0.9995;
    if (j <= 3) return 0.95;
    if (i >= 4 && j <= 6) return 0.995;
    return i === 7 && j === 8 ? 1 : 0.3;
  };
  assert.deepEqual(groupsOf(9, similarity).largerThan(2).sort(), [
    [0, 1, 2, 3],
    [4, 5, 6],
  ]);
  assert.equal(groupsOf(9, similarity).largerThan(1).length, 3);
  assert.deepEqual(groupsOf(9, similarity).largerThan(4), []);
});

test("a chain is no group, nor is one that something outside may be as near to", () => {
  assert.deepEqual(groupsOf(3, (i, j) => (j - i === 1 ? 0.95 : 0.8)).largerThan(1), []);
  const near = (outside: number) => (_: number, j: number) => (j === 3 ? outside : 0.95);
  assert.deepEqual(groupsOf(4, near(0.9 - BAND)).largerThan(1), []);
  assert.deepEqual(groupsOf(4, near(0.9 - 3 * BAND)).largerThan(1), [[0, 1, 2]]);
});

test("no group is below the lowest similarity that merges", () => {
  assert.deepEqual(groupsOf(3, () => 0.95, 0.97).largerThan(1), []);
  assert.deepEqual(groupsOf(3, () => 0.995, 0.97).largerThan(1), [[0, 1, 2]]);
});
