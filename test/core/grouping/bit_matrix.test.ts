import assert from "node:assert/strict";
import { test } from "node:test";
import { BitMatrix } from "../../../core/grouping/bit_matrix.ts";

function related(matrix: BitMatrix, i: number): number[] {
  const found: number[] = [];
  matrix.visit(i, (j) => found.push(j));
  return found;
}

test("relations hold both ways and come in ascending order, across words", () => {
  const matrix = new BitMatrix(100);
  for (const j of [99, 31, 32, 0, 63, 64]) matrix.relate(50, j);
  assert.deepEqual(related(matrix, 50), [0, 31, 32, 63, 64, 99]);
  for (const j of [0, 31, 32, 63, 64, 99]) assert.deepEqual(related(matrix, j), [50]);
});

test("an isolated number is related to none, and none to it", () => {
  const matrix = new BitMatrix(40);
  matrix.relate(3, 31);
  matrix.relate(3, 39);
  matrix.relate(31, 39);
  matrix.isolate(3);
  assert.deepEqual(related(matrix, 3), []);
  assert.deepEqual(related(matrix, 31), [39]);
  assert.deepEqual(related(matrix, 39), [31]);
});
