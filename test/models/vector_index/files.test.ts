/**
 * What an index leaves on disk: found again, forgotten for good, never trusted when damaged, and safe
 * against other processes and kills.
 * @module
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { VectorIndex, VectorIndexSpec } from "../../../core/mod.ts";
import { vectorIndexes } from "../../../models/mod.ts";
import { seeded } from "../../tools/random_vectors.ts";
import { faceLikeVectors, ReferenceIndex } from "../../tools/vector_index_reference.ts";

const DIMENSIONS = 48;
const CHILD = fileURLToPath(new URL("../../tools/index_child.js", import.meta.url));

const vectors = faceLikeVectors(seeded(3), 3000, DIMENSIONS);
const [probe] = faceLikeVectors(seeded(4), 1, DIMENSIONS) as [Float32Array];
const changes = vectors.map((vector, i) => ({ id: BigInt(i), vector }));
const query = { vector: probe, limit: 10, minSimilarity: -1 };

function specIn(t: TestContext): VectorIndexSpec & { folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "facepipe-index-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return { source: "gallery-1", embedder: "default@0123456789ab", dimensions: DIMENSIONS, folder };
}

/** The same files in another folder. */
function copyOf(t: TestContext, spec: ReturnType<typeof specIn>): ReturnType<typeof specIn> {
  const copy = specIn(t);
  cpSync(spec.folder, copy.folder, { recursive: true });
  return copy;
}

/** An index whose files hold the first `count` vectors, in three files of falling size. */
async function fill(spec: VectorIndexSpec, count = changes.length): Promise<VectorIndex> {
  const index = await vectorIndexes().open(spec);
  await index.apply(changes.slice(0, count - 500), 1);
  await index.save();
  await index.apply(changes.slice(count - 500, count - 100), 2);
  await index.save();
  await index.apply(changes.slice(count - 100, count), 3);
  await index.save();
  return index;
}

function referenceOf(parts: typeof changes): ReferenceIndex {
  const reference = new ReferenceIndex();
  reference.apply(parts);
  return reference;
}

/** Opens an index; what it has to say. */
async function reopen(spec: VectorIndexSpec): Promise<{ index: VectorIndex; notes: string[] }> {
  const notes: string[] = [];
  const index = await vectorIndexes().open(spec, (note) => notes.push(note));
  return { index, notes };
}

function bytesIn(folder: string): Buffer {
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}

/** Whether a part of a vector, as float32, lies in any file. */
function holds(folder: string, vector: Float32Array): boolean {
  return bytesIn(folder).includes(Buffer.from(vector.slice(0, 8).buffer));
}

test("a saved index is found again by the next process", async (t) => {
  const spec = specIn(t);
  await (await fill(spec)).close();
  const { index, notes } = await reopen(spec);
  assert.deepEqual([notes, index.generation, index.size], [[], 3, changes.length]);
  assert.deepEqual(await index.search(query), referenceOf(changes).search(query));
  await index.close();
});

test("files are readable by their owner only", { skip: process.platform === "win32" }, async (t) => {
  const spec = specIn(t);
  await (await fill(spec)).close();
  const names = readdirSync(spec.folder);
  assert.ok(names.length >= 4);
  for (const name of names) assert.equal(statSync(join(spec.folder, name)).mode & 0o777, 0o600, name);
});

test("what was not saved is missing, and the generation says so", async (t) => {
  const spec = specIn(t);
  const first = await fill(spec, 1000);
  await first.apply(changes.slice(1000), 4);
  await first.close();
  const { index } = await reopen(spec);
  assert.deepEqual([index.generation, index.size], [3, 1000]);
  await index.apply(changes, 4);
  assert.deepEqual(await index.search(query), referenceOf(changes).search(query));
  await index.close();
});

test("long additions reach the disk in between, under the old generation", async (t) => {
  const spec = { ...specIn(t), dimensions: 8 };
  const many = faceLikeVectors(seeded(5), 40_000, 8).map((vector, i) => ({ id: BigInt(i), vector }));
  const index = await vectorIndexes().open(spec);
  await index.apply(many, 9);
  const other = await reopen(spec);
  assert.deepEqual([other.index.generation, other.index.size], [0, 32_768]);
  await other.index.apply(many, 9);
  assert.equal(other.index.size, many.length);
  await other.index.close();
  await index.close();
});

test("few files hold many small additions", async (t) => {
  const spec = specIn(t);
  const index = await vectorIndexes().open(spec);
  for (let i = 0; i < 100; i++) {
    await index.apply(changes.slice(i * 10, i * 10 + 10), i + 1);
    await index.save();
  }
  const files = readdirSync(spec.folder).filter((name) => name.endsWith(".vectors"));
  assert.ok(files.length <= 7, `${files.length} files`);
  assert.deepEqual(await index.search(query), referenceOf(changes.slice(0, 1000)).search(query));
  await index.close();
});

test("a removed vector is in no file after saving", async (t) => {
  const spec = specIn(t);
  const index = await fill(spec);
  const gone = [changes[0]!, changes[2700]!, changes.at(-1)!];
  for (const { vector } of gone) assert.ok(holds(spec.folder, vector));
  await index.apply(
    gone.map(({ id }) => ({ id })),
    4,
  );
  await index.save();
  for (const { vector } of gone) assert.ok(!holds(spec.folder, vector));
  assert.ok(holds(spec.folder, changes[1]!.vector));
  const { index: other, notes } = await reopen(spec);
  assert.deepEqual([notes, other.generation, other.size], [[], 4, changes.length - 3]);
  const rest = changes.filter((change) => !gone.includes(change));
  assert.deepEqual(await other.search(query), referenceOf(rest).search(query));
  await other.close();
  await index.close();
});

test("a replaced vector is in no file after saving", async (t) => {
  const spec = specIn(t);
  const index = await fill(spec, 1000);
  await index.apply([{ id: 5n, vector: vectors[2000]! }], 4);
  await index.save();
  assert.deepEqual([holds(spec.folder, vectors[5]!), holds(spec.folder, vectors[2000]!)], [false, true]);
  await index.close();
});

test("an index that is mostly removed gives its space back", async (t) => {
  const spec = specIn(t);
  const index = await fill(spec);
  const before = await vectorIndexes().sizeOnDisk(spec);
  await index.apply(
    changes.slice(0, 2000).map(({ id }) => ({ id })),
    4,
  );
  await index.save();
  assert.ok((await vectorIndexes().sizeOnDisk(spec)) < before / 2);
  assert.deepEqual(await index.search(query), referenceOf(changes.slice(2000)).search(query));
  await index.apply(changes, 5);
  assert.deepEqual(await index.search(query), referenceOf(changes).search(query));
  await index.close();
});

test("removing an index, or resetting it, removes its files and no others", async (t) => {
  const spec = specIn(t);
  const index = await fill(spec);
  writeFileSync(join(spec.folder, "gallery-10.json"), "another");
  await index.reset();
  await index.close();
  assert.ok(!holds(spec.folder, changes[0]!.vector));
  await (await fill(spec)).close();
  await vectorIndexes().remove(spec);
  assert.deepEqual(readdirSync(spec.folder), ["gallery-10.json"]);
  assert.equal(await vectorIndexes().sizeOnDisk(spec), 0);
  await vectorIndexes().remove({ ...spec, folder: join(spec.folder, "absent") });
});

/** Ways to damage a file of a folder. */
const DAMAGES: Record<string, (path: string) => void> = {
  "cut short": (path) => truncateSync(path, statSync(path).size - 2),
  emptied: (path) => truncateSync(path, 0),
  "flipped in the middle": (path) => flip(path, statSync(path).size >> 1),
  "flipped at the end": (path) => flip(path, statSync(path).size - 1),
  "flipped at the start": (path) => flip(path, 1),
  missing: (path) => rmSync(path),
  foreign: (path) => writeFileSync(path, "something else"),
};

function flip(path: string, position: number): void {
  const bytes = readFileSync(path);
  bytes[position]! ^= 64;
  writeFileSync(path, bytes);
}

for (const [how, damage] of Object.entries(DAMAGES)) {
  test(`an index with a file ${how} is built anew`, async (t) => {
    const whole = specIn(t);
    await (await fill(whole)).close();
    for (const name of readdirSync(whole.folder).filter((file) => /\.(vectors|json)$/.test(file))) {
      if (how === "missing" && name.endsWith(".json")) continue;
      const spec = copyOf(t, whole);
      damage(join(spec.folder, name));
      const { index, notes } = await reopen(spec);
      assert.deepEqual([index.generation, index.size], [0, 0], name);
      assert.match(notes.join(), /^The search index of gallery gallery-1 is built anew: /);
      await index.apply(changes, 3);
      await index.save();
      assert.deepEqual(await index.search(query), referenceOf(changes).search(query));
      await index.close();
      assert.deepEqual((await reopen(spec)).notes, []);
    }
  });
}

test("files of another embedder, length or gallery are not trusted", async (t) => {
  const spec = specIn(t);
  await (await fill(spec)).close();
  for (const other of [{ embedder: "opencv@0123456789ab" }, { dimensions: 24 }]) {
    const { index, notes } = await reopen({ ...copyOf(t, spec), ...other });
    assert.deepEqual([index.generation, index.size, notes.length], [0, 0, 1]);
    await index.close();
  }
  for (const name of readdirSync(spec.folder)) {
    cpSync(join(spec.folder, name), join(spec.folder, name.replace("gallery-1", "gallery-2")));
  }
  const { index, notes } = await reopen({ ...spec, source: "gallery-2" });
  assert.deepEqual([index.size, notes.length], [0, 1]);
  await index.close();
});

test("damage that comes while an index is open is found by whoever meets it", async (t) => {
  const spec = specIn(t);
  const notes: string[] = [];
  const index = await vectorIndexes().open(spec, (note) => notes.push(note));
  await index.apply(changes, 1);
  await index.save();
  const name = readdirSync(spec.folder).find((file) => file.endsWith(".vectors"))!;
  const bytes = readFileSync(join(spec.folder, name));
  for (let i = 4096; i < 4096 + 4 * DIMENSIONS * changes.length; i += 4 * DIMENSIONS) bytes[i]! ^= 1;
  writeFileSync(join(spec.folder, name), bytes);
  await assert.rejects(index.search(query), { code: "STORAGE_ERROR" });
  assert.deepEqual([index.generation, index.size, notes.length], [0, 0, 1]);
  await index.apply(changes, 1);
  assert.deepEqual(await index.search(query), referenceOf(changes).search(query));
  await index.close();
});

test("a folder that cannot be used is a storage error", async (t) => {
  const { folder, ...spec } = specIn(t);
  writeFileSync(join(folder, "file"), "");
  for (const bad of ["absent", "file"]) {
    await assert.rejects(vectorIndexes().open({ ...spec, folder: join(folder, bad) }), {
      code: "STORAGE_ERROR",
    });
  }
  await assert.rejects(vectorIndexes().open({ ...spec, source: "../x" }), { code: "BAD_PARAM" });
});

test("a reader keeps its index while others replace the files", async (t) => {
  const spec = specIn(t);
  const reader = await fill(spec);
  const { index: writer } = await reopen(spec);
  const removed = changes.slice(100, 2000).map(({ id }) => ({ id }));
  await writer.apply(removed, 4);
  await writer.save();
  await writer.close();
  await reader.apply(removed, 4);
  const rest = [...changes.slice(0, 100), ...changes.slice(2000)];
  assert.deepEqual(await reader.search(query), referenceOf(rest).search(query));
  await reader.apply([changes[500]!], 5);
  await reader.save();
  await reader.close();
  const { index, notes } = await reopen(spec);
  assert.deepEqual([notes, index.generation, index.size], [[], 5, rest.length + 1]);
  assert.deepEqual(await index.search(query), referenceOf([...rest, changes[500]!]).search(query));
  await index.close();
});

test("an older index does not replace a newer one", async (t) => {
  const spec = specIn(t);
  const old = await vectorIndexes().open(spec);
  await old.apply(changes.slice(0, 10), 1);
  await (await fill(spec)).close();
  await old.save();
  await old.close();
  const { index, notes } = await reopen(spec);
  assert.deepEqual([notes, index.generation, index.size], [[], 3, changes.length]);
  await index.close();
});

function child(folder: string, seed: number, how = ""): ChildProcess {
  return spawn(process.execPath, [CHILD, folder, String(seed), how], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

test("four processes write one index at once", async (t) => {
  const spec = specIn(t);
  const exits = [1, 2, 3, 4].map((seed) => once(child(spec.folder, seed), "exit"));
  for (const exit of await Promise.all(exits)) assert.deepEqual(exit, [0, null]);
  const { index, notes } = await reopen(spec);
  assert.deepEqual(notes, []);
  assert.ok(index.generation >= 10);
  // Without a database each knows its own vectors only; what is there is one of them, whole.
  assert.ok(index.size >= 1000);
  await index.close();
});

test("an index survives kills at any moment", async (t) => {
  const spec = specIn(t);
  const random = seeded(Number(process.env.FACEPIPE_KILLS ?? 1));
  for (let kill = 0; kill < 8; kill++) {
    const process = child(spec.folder, 1, "hang");
    await once(process.stdout!, "data");
    await new Promise((resolve) => setTimeout(resolve, random() * 60));
    process.kill("SIGKILL");
    await once(process, "exit");
    const { index, notes } = await reopen(spec);
    assert.deepEqual(notes, []);
    assert.ok(index.generation > 0 && index.size > 0);
    await index.close();
  }
  const { index } = await reopen(spec);
  await index.apply([{ id: 7n, vector: probe }], index.generation + 1);
  await index.save();
  await index.close();
  // What the killed processes had begun is swept.
  const files = readdirSync(spec.folder).filter((name) => name.endsWith(".vectors"));
  const named = readFileSync(join(spec.folder, "gallery-1.json"), "utf8");
  assert.deepEqual(
    files.filter((name) => !named.includes(name)),
    [],
  );
});
