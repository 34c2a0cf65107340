import assert from "node:assert/strict";
import { test } from "node:test";
import { agnes, type Cluster } from "ml-hclust";
import { unknownQuality } from "../../../core/grouping/candidates.ts";
import { dot } from "../../../core/grouping/dot_products.ts";
import { plainBlocks } from "../../../core/grouping/similarity_blocks.ts";
import { dendrogramJson, JoinTree, joinTree, MergeLog, newickOf } from "../../../core/mod.ts";
import { randomVector, seeded, unitVectors } from "../../tools/random_vectors.ts";

function treeOf(count: number, ...merges: [number, number, number][]): JoinTree {
  const log = new MergeLog();
  for (const merge of merges) log.note(...merge);
  return JoinTree.of(count, log);
}

// 0 and 1 join, then 3 and 4, then 2 joins the first, whatever the order in which that was told.
const TREE = treeOf(6, [3, 4, 0.6], [0, 1, 0.9], [2, 1, 0.5]);

test("joins are numbered by similarity, and known by any of their faces", () => {
  assert.deepEqual(TREE.parts, [
    [0, 1],
    [3, 4],
    [2, 6],
  ]);
  assert.deepEqual([...TREE.similarities], [0.9, 0.6, 0.5]);
  assert.deepEqual(TREE.roots(), [5, 7, 8]);
  assert.deepEqual(TREE.facesOf(8), [0, 1, 2]);
});

test("two faces meet where the last join of both was", () => {
  assert.deepEqual(TREE.above(0), [6, 8]);
  assert.equal(TREE.meeting(0, 1), 6);
  assert.equal(TREE.meeting(1, 2), 8);
  assert.equal(TREE.meeting(2, 3), undefined);
  assert.equal(TREE.similarityOf(8), 0.5);
});

test("similarity never rises towards the root", () => {
  const tree = treeOf(3, [0, 1, 0.5], [0, 2, 0.7]);
  assert.deepEqual([...tree.similarities], [0.5, 0.5]);
  assert.deepEqual(tree.parts[1], [2, 3]);
});

test("a merge of what is one already counts for nothing", () => {
  assert.equal(treeOf(2, [0, 1, 0.5], [1, 0, 0.4]).parts.length, 1);
});

test("the whole tree has the heights that ml-hclust finds", async () => {
  const random = seeded(3);
  const vectors = unitVectors(Array.from({ length: 60 }, () => randomVector(random, 16)));
  const ids = Array.from({ length: vectors.count }, (_, i) => String(i).padStart(3, "0"));
  const photos = new Int32Array(60).fill(-1);
  const candidates = { ids, vectors, photos, quality: unknownQuality(60), embedder: undefined };
  const tree = await joinTree(candidates, -1, plainBlocks());
  const similarity = (i: number, j: number) => dot(vectors.data, i * 16, vectors.data, j * 16, 16);
  const distances = ids.map((_, i) => ids.map((__, j) => (i === j ? 0 : 1 - similarity(i, j))));
  const root = agnes(distances, { method: "average", isDistanceMatrix: true });
  const heights: number[] = [];
  root.traverse((node: Cluster) => {
    if (!node.isLeaf) heights.push(1 - node.height);
  });
  heights.sort((a, b) => b - a);
  assert.equal(tree.parts.length, vectors.count - 1);
  for (const [i, height] of heights.entries()) assert.ok(Math.abs(height - tree.similarities[i]!) < 1e-6);
});

const IDS = ["a-0", "it's", "b c", "d_e", "(f)", ""];
const DENDROGRAM = { ids: IDS, people: ["Ann", "Ann", "Ann", "Bob", "Bob", undefined], tree: TREE, least: 0 };

test("Newick quotes what means something in it", () => {
  assert.equal(
    [...newickOf(DENDROGRAM)].join(""),
    "('':0.5,\n('d_e':0.2,'(f)':0.2):0.3,\n('b c':0.25,(a-0:0.05,'it''s':0.05):0.2):0.25);\n",
  );
});

test("Newick takes a chain as long as an album is large", () => {
  const count = 50_000;
  const tree = treeOf(
    count,
    ...Array.from({ length: count - 1 }, (_, i) => [0, i + 1, 0.5] as [number, number, number]),
  );
  const ids = Array.from({ length: count }, (_, i) => `${i}`);
  const text = [...newickOf({ ids, people: [], tree, least: 0 })].join("");
  assert.equal(text.match(/\(/g)?.length, count - 1);
});

test("JSON lists joins as a linkage matrix does", () => {
  const { faces, people, joins, least } = JSON.parse([...dendrogramJson(DENDROGRAM)].join(""));
  assert.deepEqual([faces, people, least], [IDS, ["Ann", "Ann", "Ann", "Bob", "Bob", null], 0]);
  assert.deepEqual(joins, [
    [0, 1, 0.9, 2],
    [3, 4, 0.6, 2],
    [2, 6, 0.5, 3],
  ]);
});
