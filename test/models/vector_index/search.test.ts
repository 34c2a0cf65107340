/**
 * Searching vectors in memory and in files, against a plain reference.
 * @module
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { VectorChange, VectorIndex, VectorQuery } from "../../../core/mod.ts";
import { vectorIndexes } from "../../../models/mod.ts";
import { seeded, shuffled } from "../../tools/random_vectors.ts";
import { faceLikeVectors, ReferenceIndex } from "../../tools/vector_index_reference.ts";

const DIMENSIONS = 48;
const MAX_ID = 2n ** 64n - 1n;

const base = { source: "gallery-1", embedder: "default@0123456789ab", dimensions: DIMENSIONS };

/** Runs a test on an index in memory, and on one whose rows lie partly in files. */
function onBoth(name: string, count: number, body: (fixture: Fixture) => Promise<void>): void {
  for (const where of ["in memory", "in files"] as const) {
    test(`${name}, ${where}`, async (t) => {
      const folder = where === "in files" ? mkdtempSync(join(tmpdir(), "facepipe-index-")) : undefined;
      t.after(() => folder && rmSync(folder, { recursive: true }));
      const fixture = new Fixture(await vectorIndexes().open(folder ? { ...base, folder } : base), count);
      await fixture.fill();
      await body(fixture);
      await fixture.index.close();
    });
  }
}

class Fixture {
  readonly random = seeded(7);
  readonly reference = new ReferenceIndex();
  readonly index: VectorIndex;
  readonly vectors: Float32Array[];
  /** Ids in random order over all 64 bits. */
  readonly ids: bigint[];

  constructor(index: VectorIndex, count: number) {
    this.index = index;
    this.vectors = faceLikeVectors(this.random, count + 20, DIMENSIONS);
    const step = MAX_ID / BigInt(count);
    this.ids = shuffled(
      this.random,
      Array.from({ length: count }, (_, i) => BigInt(i) * step),
    );
  }

  async fill(): Promise<void> {
    const half = this.ids.length >> 1;
    await this.apply(this.changes(0, half), 1);
    await this.index.save();
    await this.apply(this.changes(half, this.ids.length), 2);
  }

  changes(start: number, end: number): VectorChange[] {
    return this.ids.slice(start, end).map((id, i) => ({ id, vector: this.vectors[start + i]! }));
  }

  async apply(changes: readonly VectorChange[], generation: number): Promise<void> {
    this.reference.apply(changes);
    await this.index.apply(changes, generation);
    assert.equal(this.index.generation, generation);
    assert.equal(this.index.size, this.reference.vectors.size);
  }

  /** A query for a vector like those of the index. */
  query(options: Partial<VectorQuery> = {}): VectorQuery {
    const vector = this.vectors[this.ids.length + Math.floor(this.random() * 20)]!;
    return { vector, limit: 10, minSimilarity: -1, ...options };
  }

  async check(queries: readonly VectorQuery[]): Promise<void> {
    const wanted = queries.map((query) => this.reference.search(query));
    assert.deepEqual(await this.index.searchAll(queries), wanted);
    for (const [i, query] of queries.entries()) assert.deepEqual(await this.index.search(query), wanted[i]);
  }
}

onBoth("the nearest of few vectors", 300, async (fixture) => {
  await fixture.check(Array.from({ length: 5 }, () => fixture.query()));
  await fixture.check([fixture.query({ limit: 1 }), fixture.query({ limit: 1000 })]);
});

// More than 8192 comparisons go through ONNX Runtime.
onBoth("the nearest of many vectors", 20_000, async (fixture) => {
  await fixture.check(Array.from({ length: 70 }, () => fixture.query()));
  await fixture.check([fixture.query({ limit: 5000 })]);
});

onBoth("all vectors above a similarity", 9000, async (fixture) => {
  for (const minSimilarity of [0.5, 0.1, 0.99]) {
    await fixture.check([fixture.query({ limit: Number.POSITIVE_INFINITY, minSimilarity })]);
    await fixture.check([fixture.query({ limit: 3, minSimilarity })]);
  }
  assert.deepEqual(await fixture.index.search(fixture.query({ minSimilarity: 1 })), []);
});

onBoth("only allowed ids", 12_000, async (fixture) => {
  const known = [...fixture.reference.vectors.keys()].sort((a, b) => (a < b ? -1 : 1));
  for (const every of [1, 2, 100, 5000]) {
    const allowed = BigUint64Array.from(known.filter((_, i) => i % every === 0));
    await fixture.check([
      fixture.query({ allowed }),
      fixture.query({ allowed, minSimilarity: 0.4, limit: 50 }),
    ]);
  }
  await fixture.check([fixture.query({ allowed: new BigUint64Array() })]);
  await fixture.check([fixture.query({ allowed: BigUint64Array.of(5n, known[3]!, MAX_ID) })]);
});

onBoth("vectors that were removed or replaced", 9000, async (fixture) => {
  const removed = fixture.ids.filter((_, i) => i % 3 === 0).map((id) => ({ id }));
  await fixture.apply(removed, 3);
  await fixture.check([fixture.query(), fixture.query({ limit: Number.POSITIVE_INFINITY })]);
  const moved = fixture.ids.map((id, i) => ({ id, vector: fixture.vectors[(i * 7) % fixture.ids.length]! }));
  await fixture.apply(moved.slice(0, 4000), 4);
  await fixture.index.save();
  await fixture.check([fixture.query(), fixture.query({ limit: Number.POSITIVE_INFINITY })]);
  await fixture.apply([{ id: 12_345n }, ...moved.slice(0, 10), { id: moved[0]!.id }, moved[0]!], 5);
  await fixture.check([fixture.query({ vector: moved[0]!.vector })]);
});

onBoth("equal similarities, by id", 200, async (fixture) => {
  const vector = fixture.vectors.at(-1)!;
  const ids = shuffled(
    fixture.random,
    Array.from({ length: 9000 }, (_, i) => BigInt(i) * 1_000_003n + 1n),
  );
  await fixture.apply(
    ids.map((id) => ({ id, vector })),
    3,
  );
  await fixture.check([fixture.query({ vector, limit: 5 }), fixture.query({ vector, limit: 2000 })]);
});

onBoth("page after page", 500, async (fixture) => {
  const same = fixture.ids.slice(0, 50).map((id) => ({ id, vector: fixture.vectors[0]! }));
  await fixture.apply(same, 3);
  const query = fixture.query({ limit: 17, vector: fixture.vectors[0]! });
  const whole = fixture.reference.search({ ...query, limit: 1000 });
  const pages = [];
  for (let page = await fixture.index.search(query); page.length > 0; ) {
    pages.push(...page);
    page = await fixture.index.search({ ...query, after: page.at(-1)! });
  }
  assert.deepEqual(pages, whole);
});

onBoth("nothing, after a reset", 100, async (fixture) => {
  await fixture.index.reset();
  assert.deepEqual([fixture.index.generation, fixture.index.size], [0, 0]);
  assert.deepEqual(await fixture.index.search(fixture.query()), []);
  fixture.reference.vectors.clear();
  await fixture.apply(fixture.changes(0, 5), 1);
  await fixture.check([fixture.query()]);
});

test("vectors without a direction or of another length are refused", async () => {
  const index = await vectorIndexes().open(base);
  const bad = [new Float32Array(DIMENSIONS), new Float32Array(3).fill(Math.sqrt(1 / 3))];
  for (const vector of [...bad, new Float32Array(DIMENSIONS).fill(Number.NaN)]) {
    await assert.rejects(index.apply([{ id: 1n, vector }], 1), { code: "BAD_PARAM", param: "vector" });
    await assert.rejects(index.search({ vector, limit: 1, minSimilarity: 0 }), { code: "BAD_PARAM" });
  }
  assert.equal(index.size, 0);
  await index.close();
  await index.close();
  await assert.rejects(index.save(), { code: "STORAGE_ERROR" });
});

test("a search ends when its signal says so", async () => {
  const index = await vectorIndexes().open(base);
  const [vector] = faceLikeVectors(seeded(1), 1, DIMENSIONS) as [Float32Array];
  await index.apply([{ id: 1n, vector }], 1);
  const signal = AbortSignal.abort();
  await assert.rejects(index.search({ vector, limit: 1, minSimilarity: 0, signal }), { name: "AbortError" });
  await index.close();
});
