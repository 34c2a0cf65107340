import assert from "node:assert/strict";
import { test } from "node:test";
import { averageLinkage, plainBlocks } from "../../../core/mod.ts";
import { openOnnxBlocks } from "../../../models/mod.ts";
import { clusteredVectors, seeded, unitVectors } from "../../tools/random_vectors.ts";

test("the product is right at every size, and its buffer serves smaller blocks too", async () => {
  const blocks = await openOnnxBlocks({ threads: 1 });
  const plain = plainBlocks();
  for (const [height, width, dimension] of [
    [7, 300, 128],
    [1, 1, 1],
    [256, 31, 512],
    [3, 2, 5],
  ] as const) {
    const rows = clusteredVectors(seeded(height), height, dimension, 2, 1).data;
    const columns = clusteredVectors(seeded(width), width, dimension, 2, 1).data;
    const products = await blocks.multiply(rows, columns, dimension);
    const expected = await plain.multiply(rows, columns, dimension);
    assert.ok(products.length >= height * width);
    for (let i = 0; i < height * width; i++) assert.ok(Math.abs(products[i]! - expected[i]!) < 1e-6);
  }
  await blocks.close();
});

test("people are the same with either product", async () => {
  const random = seeded(21);
  const blocks = await openOnnxBlocks();
  const lattice = unitVectors(
    Array.from({ length: 600 }, () => [1, ...Array.from({ length: 7 }, () => Math.floor(random() * 3) - 1)]),
  );
  for (const vectors of [clusteredVectors(random, 900, 128, 200, 0.8), lattice]) {
    const ids = Array.from({ length: vectors.count }, (_, i) => String(i).padStart(4, "0"));
    for (const threshold of [0.25, 0.5, Math.SQRT1_2]) {
      const expected = await averageLinkage(ids, vectors, threshold, plainBlocks());
      assert.ok(expected.length > 1 && expected.length < vectors.count);
      assert.deepEqual(await averageLinkage(ids, vectors, threshold, blocks), expected);
    }
  }
  await blocks.close();
});
