import assert from "node:assert/strict";
import { test } from "node:test";
import { eachEqual } from "../../../core/grouping/equal_vectors.ts";

function copiesIn(rows: readonly (readonly number[])[]): number[][] {
  const data = Float32Array.from(rows.flat());
  const found: number[][] = [];
  eachEqual({ data, count: rows.length, dimension: 2 }, (row, copy) => found.push([row, copy]));
  return found;
}

test("each copy comes with the first of its kind", () => {
  const rows = [
    [1, 0],
    [0, 1],
    [1, 0],
    [0.6, 0.8],
    [1, 0],
    [0, 1],
  ];
  assert.deepEqual(copiesIn(rows), [
    [0, 2],
    [0, 4],
    [1, 5],
  ]);
});

test("vectors that differ in the last bit are not equal", () => {
  assert.deepEqual(
    copiesIn([
      [1, 0],
      [1 - 2 ** -24, 0],
    ]),
    [],
  );
});
