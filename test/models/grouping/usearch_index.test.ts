import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { averageLinkage, groupMetrics, NO_NEIGHBOR, plainBlocks } from "../../../core/mod.ts";
import { openUsearchIndex } from "../../../models/mod.ts";
import { faceVectors } from "../../tools/face_vectors.ts";
import { clusteredVectors, seeded } from "../../tools/random_vectors.ts";

test("nearly all neighbours are the true ones, nearest first, and never the vector itself", async () => {
  const vectors = faceVectors(3000, 600, 128);
  const { data, count, dimension } = vectors;
  const nearest = await (await openUsearchIndex()).nearest(vectors, 10);
  const products = await plainBlocks().multiply(data, data, dimension);
  let right = 0;
  for (let i = 0; i < count; i++) {
    const row = products.subarray(i * count, (i + 1) * count);
    const found = [...nearest.subarray(i * 10, (i + 1) * 10)];
    assert.ok(!found.includes(i) && new Set(found).size === 10);
    const tenth = Float32Array.from(row).sort()[count - 11]!;
    right += found.filter((j) => row[j]! >= tenth).length;
    assert.ok(row[found[0]!]! > row[found[9]!]! - 0.02);
  }
  // Neighbours are about equally near here, and a byte for each number cannot tell all of them apart.
  assert.ok(right / (10 * count) > 0.9, `recall ${right / (10 * count)}`);
});

test("where there are fewer vectors than neighbours, the rest is empty", async () => {
  const index = await openUsearchIndex();
  const three = clusteredVectors(seeded(1), 3, 8, 3, 0);
  const nearest = await index.nearest(three, 4);
  assert.deepEqual(
    [0, 1, 2].map((i) => [...nearest.subarray(4 * i, 4 * i + 4)].filter((j) => j !== NO_NEIGHBOR).sort()),
    [
      [1, 2],
      [0, 2],
      [0, 1],
    ],
  );
  assert.deepEqual([...(await index.nearest(clusteredVectors(seeded(1), 1, 8, 1, 0), 1))], [NO_NEIGHBOR]);
  assert.deepEqual([...(await index.nearest(clusteredVectors(seeded(1), 0, 8, 1, 0), 1))], []);
});

test("the answers are the same on every run, and with another number of threads", async () => {
  const vectors = faceVectors(6000, 1200, 64);
  const index = await openUsearchIndex();
  const first = await index.nearest(vectors, 8);
  assert.deepEqual(await index.nearest(vectors, 8), first);
  assert.deepEqual(await (await openUsearchIndex({ threads: 1 })).nearest(vectors, 8), first);
  assert.deepEqual(await (await openUsearchIndex({ threads: 7 })).nearest(vectors, 8), first);
});

test("people are nearly the same as those of exact linkage, and no duplicate is lost", async () => {
  const vectors = faceVectors(4000, 800, 128);
  // The first face comes fifty times: more often than neighbours are asked for.
  for (let i = 1; i < 50; i++) vectors.data.copyWithin(i * 128, 0, 128);
  const ids = Array.from({ length: vectors.count }, (_, i) => String(i).padStart(6, "0"));
  const index = await openUsearchIndex();
  for (const threshold of [0.5, 0.35]) {
    const exact = await averageLinkage(ids, vectors, threshold, plainBlocks());
    const approx = await averageLinkage(ids, vectors, threshold, { ...plainBlocks(), index });
    const personOf = (clusters: number[][]) => {
      const persons = new Map(clusters.flatMap((rows, i) => rows.map((row) => [row, String(i)] as const)));
      return ids.map((_, row) => persons.get(row)!);
    };
    const [labels, clusters] = [personOf(exact), personOf(approx)];
    const metrics = groupMetrics(labels.map((label, i) => ({ label, cluster: clusters[i] })));
    assert.ok(metrics.bcubed.f > 0.99, `threshold ${threshold}: ${metrics.bcubed.f}`);
    assert.equal(new Set(clusters.slice(0, 50)).size, 1);
  }
});

test("a native module that cannot be loaded is an error that says so, exit 5", () => {
  const program = `
    import { openUsearchIndex } from ${JSON.stringify(new URL("../../../models/mod.js", import.meta.url).href)};
    process.dlopen = () => { throw new Error("invalid ELF header\\nmore"); };
    await openUsearchIndex().catch(({ exit, message }) => console.log(exit, message));
  `;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  assert.match(stdout, /^5 Cannot find neighbours with an index: usearch cannot be loaded: [^\n]+\n$/);
});
