import assert from "node:assert/strict";
import { test } from "node:test";
import { dot } from "../../../core/grouping/dot_products.ts";
import { visitEdges } from "../../../core/grouping/edges.ts";
import { plainBlocks, type SimilarityBlocks } from "../../../core/grouping/similarity_blocks.ts";
import type { Vectors } from "../../../core/grouping/vectors.ts";
import { clusteredVectors, seeded } from "../../tools/random_vectors.ts";

async function edgesOf(vectors: Vectors, least: number, blocks: SimilarityBlocks): Promise<string[]> {
  const edges: string[] = [];
  await visitEdges(vectors, least, blocks, (i, j) => edges.push(`${i}-${j}`));
  return edges;
}

/** A product that is as wrong as float32 may be, differently at every place. */
function inaccurateBlocks(): SimilarityBlocks {
  const exact = plainBlocks();
  return {
    ...exact,
    async multiply(rows, columns, dimension) {
      const products = await exact.multiply(rows, columns, dimension);
      return products.map((product, i) => product + (i % 2 === 0 ? 9e-6 : -9e-6));
    },
  };
}

test("every pair at or above the limit is an edge, and no other, over several blocks", async () => {
  const vectors = clusteredVectors(seeded(2), 600, 16, 40, 0.6);
  const { data, count, dimension } = vectors;
  const expected: string[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      if (dot(data, i * dimension, data, j * dimension, dimension) >= 0.5) expected.push(`${i}-${j}`);
    }
  }
  assert.ok(expected.length > 1000);
  assert.deepEqual(await edgesOf(vectors, 0.5, plainBlocks()), expected);
});

test("pairs at the limit do not depend on the rounding of the product", async () => {
  const vectors = clusteredVectors(seeded(3), 300, 16, 10, 0.8);
  const { data, dimension } = vectors;
  for (let j = 1; j < 40; j++) {
    const least = dot(data, 0, data, j * dimension, dimension);
    const exact = await edgesOf(vectors, least, plainBlocks());
    assert.ok(exact.includes(`0-${j}`));
    assert.deepEqual(await edgesOf(vectors, least, inaccurateBlocks()), exact);
    assert.ok(!(await edgesOf(vectors, least + 2 ** -50, inaccurateBlocks())).includes(`0-${j}`));
  }
});
