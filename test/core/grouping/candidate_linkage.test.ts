import assert from "node:assert/strict";
import { test } from "node:test";
import { CandidateLinkage } from "../../../core/grouping/candidate_linkage.ts";
import { ClusterSums } from "../../../core/grouping/cluster_sums.ts";
import { EdgeList } from "../../../core/grouping/edge_list.ts";
import { followNeighborChain } from "../../../core/grouping/neighbor_chain.ts";
import type { Vectors } from "../../../core/mod.ts";
import { faceVectors } from "../../tools/face_vectors.ts";

/** Clusters that count how often two are compared. */
class CountedSums extends ClusterSums {
  products = 0;

  override product(a: number, b: number): number {
    this.products++;
    return super.product(a, b);
  }
}

/** Merges what the pairs allow; tells the sizes of the clusters, the largest first, and the comparisons. */
async function link(vectors: Vectors, pairs: Iterable<[number, number]>, threshold: number) {
  const clusters = new CountedSums(vectors, new Float64Array(vectors.count));
  const edges = new EdgeList();
  for (const [i, j] of pairs) {
    const similarity = clusters.product(i, j);
    if (similarity >= threshold) edges.add(i, j, similarity);
  }
  clusters.products = 0;
  const merges: number[][] = [];
  await followNeighborChain(new CandidateLinkage(edges, clusters, threshold), threshold, (...merge) => {
    merges.push(merge.slice(0, 2));
  });
  const sizes = [...clusters.sizes].filter((size) => size > 0).sort((a, b) => b - a);
  return { sizes, merges, products: clusters.products };
}

/** Each row with some that follow it. */
function* following(count: number, many: number): Iterable<[number, number]> {
  for (let i = 0; i < count; i++) for (let j = i + 1; j <= i + many && j < count; j++) yield [i, j];
}

/** A few rows with all others: they get more neighbours than a list has room for. */
function* stars(count: number, hubs: number): Iterable<[number, number]> {
  for (let i = 0; i < hubs; i++) for (let j = i + 1; j < count; j++) yield [i, j];
}

test("the work grows with the number of faces, not with the square of a person", async () => {
  const products: number[] = [];
  for (const count of [1000, 2000]) {
    const found = await link(faceVectors(count, 1, 32), following(count, 16), 0.3);
    assert.ok(found.sizes[0]! > 0.99 * count, `${found.sizes}`);
    products.push(found.products);
  }
  assert.ok(products[1]! < 2.5 * products[0]!, `${products}`);
  assert.ok(products[1]! < 2000 * 400, `${products}`);
});

test("a cluster hears of those who have it as their nearest, and who are not on its own list", () => {
  const clusters = new ClusterSums(
    { data: Float32Array.of(1, 0, 0.8, 0.6), count: 2, dimension: 2 },
    new Float64Array(2),
  );
  const edges = new EdgeList();
  edges.add(0, 1, clusters.product(0, 1));
  const linkage = new CandidateLinkage(edges, clusters, 0.5);
  linkage.retire(0);
  assert.equal(linkage.nearest(0, -1).cluster, -1);
  assert.equal(linkage.nearest(1, -1).cluster, 0);
  assert.equal(linkage.nearest(0, -1).cluster, 1);
});

test("clusters that others want and that want others do not go round in circles", {
  timeout: 60_000,
}, async () => {
  for (const seed of [1, 2, 3, 4]) {
    const { sizes } = await link(faceVectors(500, 2, 32, seed), stars(500, 40), 0.3);
    // By Zipf's law the second person has half as many faces as the first.
    assert.ok(sizes[0]! > 320 && sizes[1]! > 150, `${sizes}`);
  }
});

test("equally similar clusters merge in the order of their rows", async () => {
  const data = Float32Array.of(1, 0, 0.8, 0.6, 0.8, -0.6);
  const pairs: [number, number][] = [
    [0, 1],
    [0, 2],
  ];
  assert.deepEqual((await link({ data, count: 3, dimension: 2 }, pairs, 0.6)).merges, [[0, 1]]);
  assert.deepEqual((await link({ data, count: 3, dimension: 2 }, pairs, 0.5)).sizes, [3]);
});
