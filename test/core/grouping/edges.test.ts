import assert from "node:assert/strict";
import { test } from "node:test";
import { dot } from "../../../core/grouping/dot_products.ts";
import { roundingBand, visitNeighbors, visitSimilarPairs } from "../../../core/grouping/edges.ts";
import { Hits } from "../../../core/grouping/hits.ts";
import { NO_NEIGHBOR } from "../../../core/grouping/neighbor_index.ts";
import { plainBlocks, type SimilarityBlocks } from "../../../core/grouping/similarity_blocks.ts";
import type { Vectors } from "../../../core/grouping/vectors.ts";
import { clusteredVectors, seeded } from "../../tools/random_vectors.ts";

async function pairsOf(vectors: Vectors, least: number, blocks: SimilarityBlocks): Promise<string[]> {
  const pairs: string[] = [];
  const last = new Map<number, number>();
  await visitSimilarPairs(
    vectors,
    () => least,
    blocks,
    (i, j) => {
      assert.ok(i < j && !(last.get(i)! >= j) && !(last.get(j)! >= i), "partners do not ascend");
      last.set(i, j).set(j, i);
      pairs.push(`${i}-${j}`);
    },
  );
  return pairs;
}

/** All pairs at or above a similarity. */
function pairsByDefinition({ data, count, dimension }: Vectors, least: number): string[] {
  const pairs: string[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      if (dot(data, i * dimension, data, j * dimension, dimension) >= least) pairs.push(`${i}-${j}`);
    }
  }
  return pairs;
}

/** A product that is as wrong as float32 may be, differently at every place. */
function inaccurateBlocks(): SimilarityBlocks {
  const exact = plainBlocks();
  return {
    ...exact,
    async search(rows, columns, dimension, least) {
      const products = await exact.multiply(rows, columns, dimension);
      const hits = new Hits();
      const wrong = products.map((product, i) => product + (i % 2 === 0 ? 9e-6 : -9e-6));
      hits.find(wrong, 0, (rows.length / dimension) * (columns.length / dimension), least);
      return hits;
    },
  };
}

test("every similar pair is visited, and no other but near the limit, over several blocks", async () => {
  const vectors = clusteredVectors(seeded(2), 2300, 16, 150, 0.6);
  const least = 0.5;
  const visited = await pairsOf(vectors, least, plainBlocks());
  const certain = pairsByDefinition(vectors, least);
  const possible = new Set(pairsByDefinition(vectors, least - 2 * roundingBand(16)));
  assert.ok(certain.length > 10_000);
  const found = new Set(visited);
  assert.equal(found.size, visited.length);
  assert.ok(certain.every((pair) => found.has(pair)));
  assert.ok(visited.every((pair) => possible.has(pair)));
});

test("no pair is lost to the rounding of the product", async () => {
  const vectors = clusteredVectors(seeded(3), 300, 16, 10, 0.8);
  const { data, dimension } = vectors;
  for (let j = 1; j < 40; j++) {
    const least = dot(data, 0, data, j * dimension, dimension);
    assert.ok((await pairsOf(vectors, least, inaccurateBlocks())).includes(`0-${j}`));
  }
});

test("pairs of neighbours come once each, whoever of the two is the other's neighbour", async () => {
  const vectors = clusteredVectors(seeded(4), 40, 8, 40, 0);
  const nearest = new Uint32Array(40 * 16).fill(NO_NEIGHBOR);
  nearest.set([7, 3], 0);
  nearest.set([0, 1], 3 * 16);
  nearest.set([39], 16);
  nearest.set([3], 39 * 16);
  const pairs: string[] = [];
  await visitNeighbors(vectors, { nearest: async () => nearest }, (i, j) => pairs.push(`${i}-${j}`));
  assert.deepEqual(pairs, ["0-3", "0-7", "1-3", "1-39", "3-39"]);
});
