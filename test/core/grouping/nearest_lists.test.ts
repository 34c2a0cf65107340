import assert from "node:assert/strict";
import { test } from "node:test";
import { NearestLists } from "../../../core/grouping/nearest_lists.ts";
import { seeded } from "../../tools/random_vectors.ts";

function mutual(lists: NearestLists): string[] {
  const pairs: string[] = [];
  lists.eachMutual((i, j) => pairs.push(`${i}-${j}`));
  return pairs;
}

test("a pair is kept where it is among the nearest of both, and a limit tells of all others", () => {
  const random = seeded(1);
  const rows = 60;
  const lists = new NearestLists(rows, 7);
  const all: { i: number; j: number; value: number }[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) all.push({ i, j, value: Math.fround(random()) });
  }
  for (const { i, j, value } of all) lists.add(i, j, value);
  const nearestOf = (row: number) =>
    all
      .filter(({ i, j }) => i === row || j === row)
      .sort((a, b) => b.value - a.value)
      .slice(0, 7);
  const expected = all.filter((pair) => nearestOf(pair.i).includes(pair) && nearestOf(pair.j).includes(pair));
  assert.deepEqual(
    mutual(lists),
    expected.map(({ i, j }) => `${i}-${j}`),
  );
  assert.ok(expected.length > 100);
  const limits = lists.limits();
  for (let row = 0; row < rows; row++) {
    const others = all.filter((pair) => (pair.i === row || pair.j === row) && !expected.includes(pair));
    assert.equal(limits[row], Math.max(...others.map(({ value }) => value)));
  }
});

test("rows with room for all have no limit", () => {
  const lists = new NearestLists(3, 2);
  lists.add(0, 1, 0.5);
  lists.add(1, 2, 0.25);
  assert.deepEqual(mutual(lists), ["0-1", "1-2"]);
  assert.deepEqual([...lists.limits()], Array(3).fill(Number.NEGATIVE_INFINITY));
  assert.equal(lists.least(0, 0, 3), Number.NEGATIVE_INFINITY);
});

test("of equal values none is kept where there is room for some only", () => {
  const lists = new NearestLists(4, 2);
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
  ] as const) {
    lists.add(i, j, 0.5);
  }
  assert.deepEqual(mutual(lists), ["1-2"]);
  assert.deepEqual([...lists.limits()], [0.5, 0.5, 0.5, 0.5]);
});

test("what a full block has no room for need not be told, and counts as told", () => {
  const lists = new NearestLists(3, 1);
  lists.add(0, 1, 0.5);
  lists.add(1, 2, 0.75);
  assert.equal(lists.least(0, 0, 3), 0.5);
  assert.deepEqual(mutual(lists), ["1-2"]);
  assert.deepEqual([...lists.limits()], [0.5, 0.5, 0.5]);
});
