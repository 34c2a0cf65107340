import assert from "node:assert/strict";
import { test } from "node:test";
import { agnes, type Cluster } from "ml-hclust";
import { averageLinkage, LINKAGE_LIMITS } from "../../../core/grouping/average_linkage.ts";
import { dot, multiplyInto } from "../../../core/grouping/dot_products.ts";
import { plainBlocks } from "../../../core/grouping/similarity_blocks.ts";
import { tieWeight } from "../../../core/grouping/tie_break.ts";
import { type Vectors, writeUnitVector } from "../../../core/grouping/vectors.ts";
import { faceVectors } from "../../tools/face_vectors.ts";
import { clusteredVectors, seeded, unitVectors } from "../../tools/random_vectors.ts";

/** All pairs in one round, and so few neighbours that there have to be many rounds. */
const ONE_ROUND = { neighbors: { each: 2 ** 20, all: 0 }, exact: 0 };
const FEW_NEIGHBORS = { ...ONE_ROUND, neighbors: { each: 3, all: 0 } };
const ONE_NEIGHBOR = { ...ONE_ROUND, neighbors: { each: 1, all: 0 } };
const ALL_WAYS = [ONE_ROUND, FEW_NEIGHBORS, ONE_NEIGHBOR];

function idsOf(vectors: Vectors, salt = 0): string[] {
  return Array.from({ length: vectors.count }, (_, i) => `${String(i).padStart(4, "0")}-${salt}`);
}

function cluster(
  vectors: Vectors,
  threshold: number,
  limits = LINKAGE_LIMITS,
  salt = 0,
): Promise<number[][]> {
  return averageLinkage(idsOf(vectors, salt), vectors, threshold, plainBlocks(), limits);
}

/** Average linkage as its definition says: merge the closest two, look at every pair again. */
function byDefinition(vectors: Vectors, threshold: number, salt: number): number[][] {
  const { data, dimension } = vectors;
  const weights = idsOf(vectors, salt).map(tieWeight);
  const clusters = weights.map((_, i) => [i]);
  const mean = (a: readonly number[], b: readonly number[]) => {
    let sum = 0;
    for (const i of a) {
      for (const j of b) {
        sum += dot(data, i * dimension, data, j * dimension, dimension) + weights[i]! * weights[j]!;
      }
    }
    return sum / (a.length * b.length);
  };
  for (;;) {
    let best = { similarity: Number.NEGATIVE_INFINITY, a: 0, b: 0 };
    for (let a = 1; a < clusters.length; a++) {
      for (let b = 0; b < a; b++) {
        const similarity = mean(clusters[a]!, clusters[b]!);
        if (similarity > best.similarity) best = { similarity, a, b };
      }
    }
    if (best.similarity < threshold) break;
    clusters[best.b]!.push(...clusters[best.a]!);
    clusters.splice(best.a, 1);
  }
  return clusters.map((c) => c.sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);
}

/** Average linkage on the whole matrix of sums, by following nearest neighbours. */
function byMatrix({ data, count, dimension }: Vectors, weights: number[], threshold: number): number[][] {
  const at = (a: number, b: number) => (a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a);
  const sums = new Float64Array((count * (count - 1)) / 2);
  const block = new Float64Array(100 * count);
  for (let start = 0; start < count; start += 100) {
    const end = Math.min(count, start + 100);
    const rows = data.subarray(start * dimension, end * dimension);
    multiplyInto(rows, data.subarray(0, end * dimension), dimension, block);
    for (let i = start; i < end; i++) {
      for (let j = 0; j < i; j++) {
        sums[at(i, j)] = block[(i - start) * end + j]! + weights[i]! * weights[j]!;
      }
    }
  }
  const members = weights.map((_, i) => [i]);
  const sizes = new Float64Array(count).fill(1);
  const active = weights.map((_, i) => i);
  const finished: number[][] = [];
  for (const chain: number[] = []; active.length > 0; ) {
    if (chain.length === 0) chain.push(active[0]!);
    const [previous = -1, top] = [chain.at(-2), chain.at(-1)!];
    let [nearest, best] = [-1, Number.NEGATIVE_INFINITY];
    for (const other of active) {
      if (other === top) continue;
      const mean = sums[at(top, other)]! / (sizes[top]! * sizes[other]!);
      if (mean > best || (mean === best && other === previous)) [nearest, best] = [other, mean];
    }
    if (best < threshold) {
      finished.push(members[top]!.sort((x, y) => x - y));
      active.splice(active.indexOf(top), 1);
      chain.pop();
    } else if (nearest === previous) {
      active.splice(active.indexOf(top), 1);
      for (const third of active) {
        if (third !== previous) sums[at(previous, third)]! += sums[at(top, third)]!;
      }
      members[previous]!.push(...members[top]!);
      sizes[previous]! += sizes[top]!;
      chain.length -= 2;
    } else chain.push(nearest);
  }
  return finished.sort((x, y) => x[0]! - y[0]!);
}

/** Vectors of few small whole numbers: many pairs are equally similar, some are duplicates. */
function latticeVectors(random: () => number, count: number): Vectors {
  return unitVectors(
    Array.from({ length: count }, () => {
      const row = Array.from({ length: 4 }, () => Math.floor(random() * 3) - 1);
      return row.some((value) => value !== 0) ? row : [1, 0, 0, 0];
    }),
  );
}

test("a chain of faces is cut where the mean falls below the threshold", async () => {
  // Four directions 0°, 30°, 60°, 90°: neighbours 0.866, next ones 0.5, ends 0.
  const half = Math.sqrt(3) / 2;
  const fan = unitVectors([
    [1, 0],
    [half, 0.5],
    [0.5, half],
    [0, 1],
  ]);
  assert.deepEqual(await cluster(fan, 0.9), [[0], [1], [2], [3]]);
  // Two pairs, or one in the middle: mean of the pairs (0.5 + 0 + 0.866 + 0.5) / 4 = 0.466.
  const pairs = await cluster(fan, 0.47);
  assert.ok(pairs.length === 2, JSON.stringify(pairs));
  assert.deepEqual(await cluster(fan, 0.2), [[0, 1, 2, 3]]);
});

test("a mean equal to the threshold merges", async () => {
  assert.deepEqual(
    await cluster(
      unitVectors([
        [1, 0],
        [0, 1],
      ]),
      0,
    ),
    [[0, 1]],
  );
  assert.deepEqual(
    await cluster(
      unitVectors([
        [1, 0],
        [1, 0],
      ]),
      1,
    ),
    [[0, 1]],
  );
  assert.deepEqual(
    await cluster(
      unitVectors([
        [1, 0],
        [0.6, 0.8],
      ]),
      0.6,
    ),
    [[0, 1]],
  );
  assert.deepEqual(
    await cluster(
      unitVectors([
        [1, 0],
        [0.6, 0.8],
      ]),
      0.6001,
    ),
    [[0], [1]],
  );
});

test("no face, one face", async () => {
  assert.deepEqual(await cluster(unitVectors([]), 0.5), []);
  assert.deepEqual(await cluster(unitVectors([[1, 0]]), 0.5), [[0]]);
});

test("all ways of clustering agree with the definition on random components", async () => {
  const random = seeded(4);
  for (let round = 0; round < 150; round++) {
    const count = 2 + Math.floor(random() * 24);
    const vectors = clusteredVectors(random, count, 8, 1 + Math.floor(random() * 4), 0.2 + random());
    const threshold = 0.2 + 0.6 * random();
    const expected = byDefinition(vectors, threshold, round);
    for (const limits of ALL_WAYS) {
      assert.deepEqual(await cluster(vectors, threshold, limits, round), expected);
    }
  }
});

test("all ways of clustering agree with the definition on ties and duplicates", async () => {
  const random = seeded(5);
  for (let round = 0; round < 150; round++) {
    const vectors = latticeVectors(random, 2 + Math.floor(random() * 24));
    const threshold = [0, 0.25, 0.5, Math.SQRT1_2][round % 4]!;
    const expected = byDefinition(vectors, threshold, round);
    for (const limits of ALL_WAYS) {
      assert.deepEqual(await cluster(vectors, threshold, limits, round), expected, `round ${round}`);
    }
  }
});

test("all ways of clustering agree on thousands of small sets", async () => {
  const random = seeded(6);
  for (let round = 0; round < 2000; round++) {
    const count = 2 + Math.floor(random() * 40);
    const vectors =
      round % 2 === 0
        ? latticeVectors(random, count)
        : clusteredVectors(random, count, 6, 1 + Math.floor(random() * 6), 0.1 + random());
    const threshold = random();
    const expected = await cluster(vectors, threshold, ONE_ROUND, round);
    for (const limits of [FEW_NEIGHBORS, ONE_NEIGHBOR]) {
      assert.deepEqual(await cluster(vectors, threshold, limits, round), expected, `round ${round}`);
    }
  }
});

test("1,500 faces get the clusters of ml-hclust", async () => {
  const vectors = faceVectors(1500, 400);
  const weights = idsOf(vectors).map(tieWeight);
  const { data, dimension } = vectors;
  const distances = weights.map((weight, i) =>
    weights.map((other, j) =>
      i === j ? 0 : -dot(data, i * dimension, data, j * dimension, dimension) - weight * other,
    ),
  );
  const root = agnes(distances, { method: "average", isDistanceMatrix: true });
  const below = (tree: Cluster, height: number): Cluster[] =>
    tree.isLeaf || tree.height <= height ? [tree] : tree.children.flatMap((child) => below(child, height));
  for (const threshold of [0.25, 0.3, 0.4, 0.5, 0.6]) {
    const expected = below(root, -threshold)
      .map((tree) => tree.indices().sort((a, b) => a - b))
      .sort((a, b) => a[0]! - b[0]!);
    for (const limits of [LINKAGE_LIMITS, ...ALL_WAYS]) {
      assert.deepEqual(await cluster(vectors, threshold, limits), expected, `threshold ${threshold}`);
    }
  }
});

test("10,000 faces get the clusters of a plain reference", async () => {
  const vectors = faceVectors(10_000, 2000, 128);
  const expected = byMatrix(vectors, idsOf(vectors).map(tieWeight), 0.4);
  assert.ok(expected.length > 500 && expected.length < 6000, `${expected.length} clusters`);
  assert.deepEqual(await cluster(vectors, 0.4), expected);
});

test("copies and near copies get the clusters of a plain reference, and take no longer", async () => {
  const vectors = faceVectors(1500, 400, 128);
  const noisy = { ...vectors, data: vectors.data.slice() };
  const random = seeded(8);
  for (let row = 1; row < 400; row++) {
    const copy = noisy.data.subarray(row * 128, (row + 1) * 128);
    copy.set(noisy.data.subarray(0, 128));
    const noise = row < 100 ? 0 : row < 200 ? 1e-8 : 1e-3;
    for (let k = 0; k < 128; k++) copy[k]! += noise * (random() - 0.5);
    writeUnitVector(copy, copy);
  }
  const blocksOf = async (faces: Vectors, threshold: number, expected?: number[][]) => {
    let searches = 0;
    const blocks = plainBlocks();
    const search: typeof blocks.search = (rows, columns, ...rest) => {
      searches++;
      return blocks.search(rows, columns, ...rest);
    };
    const limits = { ...ONE_ROUND, neighbors: { each: 16, all: 0 } };
    const found = await averageLinkage(idsOf(faces), faces, threshold, { ...blocks, search }, limits);
    if (expected) assert.deepEqual(found, expected, `threshold ${threshold}`);
    return searches;
  };
  for (const threshold of [0.25, 0.4, 0.6]) {
    const expected = byMatrix(noisy, idsOf(noisy).map(tieWeight), threshold);
    const searches = await blocksOf(noisy, threshold, expected);
    assert.ok(searches <= 1.5 * (await blocksOf(vectors, threshold)), `${searches} blocks`);
  }
});

test("a threshold that is not finite is refused", async () => {
  const vectors = { data: Float32Array.of(1, 0, 0, 1), count: 2, dimension: 2 };
  await assert.rejects(cluster(vectors, Number.NaN), /^FacepipeError: Cannot use threshold NaN: expected a/);
});
