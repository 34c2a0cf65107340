import assert from "node:assert/strict";
import { test } from "node:test";
import { likenessOfMeans, MeanClusters, meanOfPairs } from "../../../core/grouping/mean_clusters.ts";
import { mergeMeans } from "../../../core/grouping/merge_means.ts";
import { PairQueue } from "../../../core/grouping/pair_queue.ts";
import { plainBlocks } from "../../../core/mod.ts";
import { clusteredVectors, seeded, unitVectors } from "../../tools/random_vectors.ts";

const singles = (count: number) => Array.from({ length: count }, (_, row) => [row]);

test("likeness lies half way from the mean of pairs to the cosine of the means", () => {
  const vectors = unitVectors([
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  // The mean of the first two has a length of √½ and the direction of the third.
  const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-7);
  near(new MeanClusters(vectors, [[0, 1], [2]], meanOfPairs).similarity(0, 1), Math.SQRT1_2);
  near(new MeanClusters(vectors, [[0, 1], [2]], likenessOfMeans).similarity(0, 1), 2 ** -0.25);
});

test("means of merged clusters are those of their faces", () => {
  const vectors = clusteredVectors(seeded(3), 12, 6, 2, 0.8);
  const merged = new MeanClusters(vectors, singles(12), likenessOfMeans);
  for (const i of [1, 5, 3, 7]) merged.merge(i, 0);
  merged.merge(2, 4);
  const fresh = new MeanClusters(vectors, merged.rows(), likenessOfMeans);
  assert.equal(merged.live, fresh.live);
  assert.deepEqual(merged.rows()[0], [0, 1, 3, 5, 7]);
  assert.ok(Math.abs(merged.similarity(0, 2) - fresh.similarity(0, 1)) < 1e-6);
});

/** The definition: always the most similar two of all clusters, until none reaches the cut. */
function plainMerge(clusters: MeanClusters, cut: (live: number) => number): number[][] {
  for (;;) {
    let best = { a: -1, b: -1, similarity: Number.NEGATIVE_INFINITY };
    for (let a = 0; a < clusters.units.count; a++) {
      for (let b = a + 1; b < clusters.units.count; b++) {
        if (!clusters.has(a) || !clusters.has(b)) continue;
        const similarity = clusters.similarity(a, b);
        if (similarity > best.similarity) best = { a, b, similarity };
      }
    }
    if (best.a < 0 || best.similarity < cut(clusters.live)) return clusters.rows();
    clusters.merge(best.a, best.b);
  }
}

test("merges as the definition says, at a cut that falls with the number of clusters", async () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const vectors = clusteredVectors(seeded(seed), 90, 16, 12, 0.25);
    for (const cut of [() => 0.5, (live: number) => 0.3 + live / 180]) {
      const clusters = new MeanClusters(vectors, singles(90), likenessOfMeans);
      await mergeMeans(clusters, { cut }, plainBlocks());
      const expected = plainMerge(new MeanClusters(vectors, singles(90), likenessOfMeans), cut);
      assert.deepEqual(clusters.rows(), expected, `seed ${seed}`);
      for (let a = 0; a < 90; a++) {
        for (let b = a + 1; b < 90; b++) {
          if (!clusters.has(a) || !clusters.has(b)) continue;
          assert.ok(
            clusters.similarity(a, b) < cut(clusters.live),
            "two clusters are left that belong together",
          );
        }
      }
    }
  }
});

test("what may not merge does not", async () => {
  const vectors = unitVectors([
    [1, 0.1],
    [1, 0],
    [1, -0.1],
  ]);
  const clusters = new MeanClusters(vectors, singles(3), likenessOfMeans);
  await mergeMeans(clusters, { cut: () => 0.5, mayMerge: (a, b) => a !== 0 || b !== 1 }, plainBlocks());
  assert.deepEqual(clusters.rows(), [[0], [1, 2]]);
});

test("a queue gives the most similar pair first, of equals the lower one", () => {
  const queue = new PairQueue();
  const random = seeded(8);
  const links = Array.from({ length: 500 }, (_, i) => ({
    a: Math.floor(random() * 20),
    b: 20 + i,
    similarity: Math.floor(random() * 9) / 8,
  }));
  for (const link of links) queue.add(link);
  const expected = links.toSorted((x, y) => y.similarity - x.similarity || x.a - y.a || x.b - y.b);
  assert.deepEqual(
    links.map(() => queue.take()),
    expected,
  );
  assert.equal(queue.take(), undefined);
});
