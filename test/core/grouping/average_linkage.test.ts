import assert from "node:assert/strict";
import { test } from "node:test";
import { averageLinkage, LINKAGE_LIMITS } from "../../../core/grouping/average_linkage.ts";
import { dot } from "../../../core/grouping/dot_products.ts";
import { plainBlocks } from "../../../core/grouping/similarity_blocks.ts";
import { tieWeight } from "../../../core/grouping/tie_break.ts";
import type { Vectors } from "../../../core/grouping/vectors.ts";
import { clusteredVectors, seeded, unitVectors } from "../../tools/random_vectors.ts";

const AGNES = { agnes: Number.POSITIVE_INFINITY, matrix: 0, density: 0 };
const MATRIX = { agnes: 0, matrix: Number.POSITIVE_INFINITY, density: 0 };
const SUMS = { agnes: 0, matrix: 0, density: 0 };
const SPARSE = { agnes: 0, matrix: Number.POSITIVE_INFINITY, density: 2 };

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
    for (const limits of [AGNES, MATRIX, SUMS]) {
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
    for (const limits of [AGNES, MATRIX, SUMS]) {
      assert.deepEqual(await cluster(vectors, threshold, limits, round), expected, `round ${round}`);
    }
  }
});

test("all ways of clustering agree on thousands of components", async () => {
  const random = seeded(6);
  for (let round = 0; round < 2000; round++) {
    const count = 2 + Math.floor(random() * 40);
    const vectors =
      round % 2 === 0
        ? latticeVectors(random, count)
        : clusteredVectors(random, count, 6, 1 + Math.floor(random() * 6), 0.1 + random());
    const threshold = random();
    const expected = await cluster(vectors, threshold, AGNES, round);
    for (const limits of [MATRIX, SUMS]) {
      assert.deepEqual(await cluster(vectors, threshold, limits, round), expected, `round ${round}`);
    }
  }
});

test("the two ways for large components agree on one of them", async () => {
  const vectors = clusteredVectors(seeded(7), 700, 16, 12, 0.9);
  const expected = await cluster(vectors, 0.3, MATRIX);
  assert.ok(expected.length > 5 && expected.length < 200, `${expected.length} clusters`);
  assert.deepEqual(await cluster(vectors, 0.3, SUMS), expected);
  assert.deepEqual(await cluster(vectors, 0.3, SPARSE), expected);
});
