import assert from "node:assert/strict";
import { test } from "node:test";
import { dot, multiplyInto } from "../../../core/grouping/dot_products.ts";
import { clusteredVectors, seeded } from "../../tools/random_vectors.ts";

test("dot multiplies and adds", () => {
  assert.equal(dot(Float32Array.of(9, 1, 2, 3), 1, Float64Array.of(4, 5, 6), 0, 3), 32);
});

test("a product is the same to the last bit in every block and at every edge", () => {
  const { data, dimension } = clusteredVectors(seeded(1), 23, 37, 3, 1);
  for (const [first, last] of [
    [0, 23],
    [1, 8],
    [3, 4],
    [22, 23],
  ] as const) {
    for (const [from, to] of [
      [0, 23],
      [2, 9],
      [5, 6],
      [20, 23],
    ] as const) {
      const out = new Float64Array((last - first) * (to - from)).fill(Number.NaN);
      const rows = data.subarray(first * dimension, last * dimension);
      multiplyInto(rows, data.subarray(from * dimension, to * dimension), dimension, out);
      for (let i = first; i < last; i++) {
        for (let j = from; j < to; j++) {
          const expected = dot(data, i * dimension, data, j * dimension, dimension);
          assert.equal(out[(i - first) * (to - from) + j - from], expected);
        }
      }
    }
  }
});
