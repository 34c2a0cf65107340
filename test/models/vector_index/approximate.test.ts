/**
 * The approximate index: built in the background, continued, used where it pays, and as safe as the rest.
 * @module
 */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import type { VectorChange, VectorIndex, VectorQuery } from "../../../core/mod.ts";
import { vectorIndexes } from "../../../models/mod.ts";
import { stampOf } from "../../../models/vector_index/graph_file.ts";
import { seeded } from "../../tools/random_vectors.ts";
import { faceLikeVectors, ReferenceIndex, recall } from "../../tools/vector_index_reference.ts";

const DIMENSIONS = 64;
const COUNT = 20_000;

const vectors = faceLikeVectors(seeded(11), COUNT + 3000, DIMENSIONS);
const probes = faceLikeVectors(seeded(12), 20, DIMENSIONS).map((noise, i) =>
  towards(vectors[i * 400]!, noise),
);
const changes = vectors.map((vector, i) => ({ id: BigInt(i) * 3n, vector }));

/** A vector that has a similarity of about 0.8 with another. */
function towards(vector: Float32Array, noise: Float32Array): Float32Array {
  const sum = vector.map((value, k) => 0.8 * value + 0.6 * noise[k]!);
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

function queries(options: Partial<VectorQuery> = {}): VectorQuery[] {
  return probes.map((vector) => ({ vector, limit: 10, minSimilarity: -1, ...options }));
}

interface Fixture {
  readonly folder: string;
  readonly notes: string[];
  open(signal?: AbortSignal): Promise<VectorIndex>;
}

function fixture(t: TestContext): Fixture {
  const folder = mkdtempSync(join(tmpdir(), "facepipe-index-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const notes: string[] = [];
  return { folder, notes, open: (signal) => openIn(folder, (note) => notes.push(note), signal) };
}

function openIn(folder: string, note: (message: string) => void, signal?: AbortSignal): Promise<VectorIndex> {
  const spec = { source: "gallery-1", embedder: "default@0123456789ab", dimensions: DIMENSIONS, folder };
  return vectorIndexes({ approximateFrom: 12_000, ...(signal ? { signal } : {}) }).open(spec, note);
}

const built = mkdtempSync(join(tmpdir(), "facepipe-index-"));

before(async () => {
  const index = await openIn(built, () => {});
  await index.apply(changes.slice(0, COUNT), 1);
  await index.save();
  await index.close();
  assert.equal(graphs(built).length, 1);
});

after(() => rmSync(built, { recursive: true }));

/** An index of the first vectors on disk, approximate; what it should find. */
async function build(t: TestContext): Promise<Fixture & { reference: ReferenceIndex }> {
  const made = fixture(t);
  cpSync(built, made.folder, { recursive: true });
  const reference = new ReferenceIndex();
  reference.apply(changes.slice(0, COUNT));
  return { ...made, reference };
}

function graphs(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".graph"));
}

async function assertRecall(
  index: VectorIndex,
  reference: ReferenceIndex,
  options: Partial<VectorQuery> = {},
): Promise<void> {
  const wanted = queries(options).map((query) => reference.search(query));
  const found = await index.searchAll(queries(options));
  assert.ok(recall(found, wanted) >= 0.99, `recall ${recall(found, wanted)}`);
  const similarities = new Map(wanted.flat().map(({ id, similarity }) => [`${id}`, similarity]));
  assert.ok(similarities.size > 0);
  // What is found has its exact similarity.
  for (const [i, hits] of found.entries()) {
    for (const hit of hits) {
      const same = wanted[i]!.find(({ id }) => id === hit.id);
      if (same) assert.deepEqual(hit, same);
    }
  }
}

async function change(index: VectorIndex, reference: ReferenceIndex, parts: VectorChange[]): Promise<void> {
  reference.apply(parts);
  await index.apply(parts, index.generation + 1);
}

test("an approximate index finds nearly all, with and without filters", async (t) => {
  const { open, reference, notes } = await build(t);
  const index = await open();
  assert.deepEqual([index.generation, index.size], [1, COUNT]);
  await assertRecall(index, reference);
  await assertRecall(index, reference, { limit: 1 });
  await assertRecall(index, reference, { minSimilarity: 0.5 });
  await assertRecall(index, reference, { limit: 60, minSimilarity: 0.2 });
  for (const every of [2, 5, 100, 4000]) {
    const ids = changes.slice(0, COUNT).filter((_, i) => i % every === 0);
    await assertRecall(index, reference, { allowed: BigUint64Array.from(ids, ({ id }) => id) });
  }
  const [query] = queries({ limit: Number.POSITIVE_INFINITY, minSimilarity: 0.3 }) as [VectorQuery];
  assert.deepEqual(await index.search(query), reference.search(query));
  await index.close();
  assert.deepEqual(notes, []);
});

test("pages of an approximate index follow each other", async (t) => {
  const { open, reference } = await build(t);
  const index = await open();
  const [query] = queries({ limit: 10 }) as [VectorQuery];
  const pages = [await index.search(query)];
  for (let i = 0; i < 5; i++) pages.push(await index.search({ ...query, after: pages.at(-1)!.at(-1)! }));
  const wanted = reference.search({ ...query, limit: 60 });
  assert.ok(recall([pages.flat()], [wanted]) >= 0.95);
  assert.equal(new Set(pages.flat().map(({ id }) => id)).size, 60);
  await index.close();
});

test("what is added, removed and replaced later is found at once, and the index continued", async (t) => {
  const { open, reference, folder, notes } = await build(t);
  const index = await open();
  const near = probes.map((vector, i) => ({ id: BigInt(i) * 3n + 1n, vector }));
  await change(index, reference, near);
  await change(
    index,
    reference,
    changes.slice(0, 4000).map(({ id }) => ({ id })),
  );
  await change(index, reference, [{ id: 12_000n * 3n, vector: probes[0]! }]);
  await assertRecall(index, reference);
  for (const [i, hits] of (await index.searchAll(queries({ limit: 1 }))).entries()) {
    assert.deepEqual(hits[0]!.id, BigInt(i) * 3n + 1n);
  }
  const earlier = graphs(folder);
  await change(index, reference, changes.slice(COUNT));
  await index.save();
  await index.close();
  assert.notDeepEqual(graphs(folder), earlier);
  const again = await open();
  await assertRecall(again, reference);
  await again.close();
  assert.deepEqual(notes, []);
});

test("removed vectors leave no eight-bit copy behind", async (t) => {
  const { open, folder } = await build(t);
  const index = await open();
  const gone = [5, 400, 19_000].map((row) => changes[row]!);
  const copies = gone.map(({ vector }) => eightBits(vector));
  const has = (copy: Buffer) => readFileSync(join(folder, graphs(folder)[0]!)).includes(copy);
  assert.deepEqual(copies.map(has), [true, true, true]);
  await index.apply(
    gone.map(({ id }) => ({ id })),
    2,
  );
  await index.save();
  assert.deepEqual(copies.map(has), [false, false, false]);
  assert.ok(has(eightBits(changes[6]!.vector)));
  await index.close();
});

/** A vector as usearch keeps it: 127 times as long, without what follows the point. */
function eightBits(vector: Float32Array): Buffer {
  return Buffer.from(Int8Array.from(vector, (value) => Math.trunc(value * 127)).buffer);
}

for (const how of ["cut short", "changed", "missing"] as const) {
  test(`an approximate index that is ${how} is not trusted`, async (t) => {
    const { open, folder, notes, reference } = await build(t);
    const path = join(folder, graphs(folder)[0]!);
    const bytes = readFileSync(path);
    if (how === "cut short") truncateSync(path, 1000);
    else if (how === "missing") rmSync(path);
    else {
      bytes[8 + COUNT * DIMENSIONS + 200_000]! ^= 1;
      writeFileSync(path, bytes);
    }
    const index = await open();
    await assertRecall(index, reference);
    assert.equal(notes.length, 1);
    assert.match(notes[0]!, /^The search index of gallery gallery-1 is rebuilt in part: /);
    await index.apply([{ id: 0n }], 2);
    await index.save();
    await index.close();
    assert.equal(graphs(folder).length, 1);
    assert.notEqual(graphs(folder)[0], path);
  });
}

test("an approximate index is checked again once its file changed", async (t) => {
  const { open, folder, notes } = await build(t);
  const index = await open();
  await index.searchAll(queries());
  await index.apply([{ id: changes[5]!.id }], 2);
  await index.save();
  await index.close();
  const [name] = graphs(folder);
  const path = join(folder, name!);
  const manifest = readFileSync(join(folder, "gallery-1.json"), "utf8");
  assert.ok(manifest.includes(`"stamp":"${stampOf(path)}"`));
  const bytes = readFileSync(path);
  bytes[8 + COUNT * DIMENSIONS + 200_000]! ^= 1;
  writeFileSync(path, bytes);
  assert.ok(!manifest.includes(`${stampOf(path)}`));
  const next = await open();
  await next.searchAll(queries());
  await next.close();
  assert.match(notes.join(), /is rebuilt in part: the checksum of its graph is wrong$/);
});

test("a build is given up on a signal, and begins anew with the next process", async (t) => {
  const { open, folder, notes } = fixture(t);
  const controller = new AbortController();
  const index = await open(controller.signal);
  await index.apply(changes.slice(0, COUNT), 1);
  await index.save();
  controller.abort();
  const start = performance.now();
  await index.close();
  assert.ok(performance.now() - start < 2000);
  assert.deepEqual([graphs(folder), notes], [[], []]);
  const next = await open();
  await next.save();
  await next.close();
  assert.equal(graphs(folder).length, 1);
});
