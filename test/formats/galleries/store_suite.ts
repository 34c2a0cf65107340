/**
 * What every gallery store has to do: the same tests for each driver.
 * @module
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  COLLECTIONS,
  type DocumentCondition,
  type FaceCondition,
  type GalleryStore,
  MAX_ID,
  termText,
} from "../../../core/mod.ts";
import { seeded, shuffled } from "../../tools/random_vectors.ts";
import {
  document,
  documentMeets,
  EMBEDDER,
  exactMatches,
  face,
  idsOf,
  LENGTH,
  makeGallery,
  meets,
  searchFor,
  unitVector,
} from "./store_fixture.ts";

/** Opens a new, empty store for a test, and closes it after the test; undefined where the test is skipped. */
export type NewStore = (t: TestContext) => Promise<GalleryStore | undefined>;

/** Differences between drivers that are meant. */
export interface SuiteOptions {
  readonly servers?: number;
}

/** Similarities are sums of float32 products, in whatever order. */
const ROUNDING = 1e-6;

/** Declares the tests for one driver. */
export function testStore(driver: string, newStore: NewStore, { servers = 1 }: SuiteOptions = {}): void {
  const testOn = (what: string, run: (store: GalleryStore, t: TestContext) => Promise<void>) =>
    test(`${driver}: ${what}`, async (t) => {
      const store = await newStore(t);
      if (store) await run(store, t);
    });

  testOn("galleries are made, listed by code point, read and dropped", async (store) => {
    for (const name of ["\u{1f600}", "a", "\ufffd", "B", `x'); DROP TABLE faces; --"`])
      await makeGallery(store, "ann", name);
    const names = ["B", "a", `x'); DROP TABLE faces; --"`, "\ufffd", "\u{1f600}"];
    const { rows, ...counts } = await store.listGalleries("ann");
    assert.deepEqual(
      rows,
      names.map((name) => ({ name, number: 0 })),
    );
    assert.deepEqual(counts, { liveServers: servers, totalServers: servers });
    assert.deepEqual((await store.readGallery("ann", "a")).rows, [{ name: "a", number: 0 }]);
    await assert.rejects(makeGallery(store, "ann", "a"), { code: "CONFLICT", param: "gallery" });
    const [kept] = (await store.pageDocuments("ann", "galleries", { keys: ["a"], conditions: [], limit: 1 }))
      .rows;
    assert.deepEqual(kept, { key: "a", version: 1, body: '{"_id":"a"}' });
    await store.dropGallery("ann", "a");
    await assert.rejects(store.readGallery("ann", "a"), { code: "GALLERY_NOT_FOUND", param: "gallery" });
    await assert.rejects(store.dropGallery("ann", "a"), { code: "GALLERY_NOT_FOUND" });
    assert.equal((await store.listGalleries("ann")).rows.length, 4);
  });

  testOn("a face comes back bit by bit, at every edge of the ids", async (store) => {
    await makeGallery(store, "ann", "g");
    const odd = Float32Array.from([
      -0,
      1.401298464324817e-45,
      0.1,
      1 / 3,
      ...new Array(LENGTH - 4).fill(0.25),
    ]);
    const meta = { name: "O'Brien \\ \" {a,b} NULL", n: -7, tags: ["", "NULL", "ü\u{1f600}"] };
    const facts = { path: "a\0b.jpg", labels: ["x"], score: 0.123456789012345, mood: { "\ud800": null } };
    const crop = Uint8Array.from({ length: 9000 }, (_, i) => i % 256);
    const faces = [0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, MAX_ID].map((id) =>
      face(id, { embedding: odd, meta, facts: facts as object, crop, person: MAX_ID - id }),
    );
    assert.deepEqual(await store.addFaces("ann", "g", faces.toReversed()), new Array(6).fill("added"));
    const ids = faces.map(({ id }) => id);
    const { rows } = await store.readFaces("ann", "g", [...ids, 77n]);
    assert.deepEqual(rows, faces);
    assert.ok(Object.is(rows[0]!.embedding[0], -0));
    assert.deepEqual(await idsOf(store, "ann", "g", { limit: 4 }), ids);
    assert.deepEqual(await idsOf(store, "ann", "g", { limit: 4, descending: true }), ids.toReversed());
    const lean = await store.pageFaces("ann", "g", { conditions: [], limit: 1 });
    const { embedding: _, crop: __, ...row } = faces[0]!;
    assert.deepEqual(lean.rows, [row]);
    const whole = await store.pageFaces("ann", "g", { conditions: [], limit: 1, whole: true });
    assert.deepEqual(whole.rows, [faces[0]]);
    assert.deepEqual((await store.readFaces("ann", "g", [])).rows, []);
  });

  testOn("a taken id is a conflict, in the store and in the batch, and the rest is added", async (store) => {
    await makeGallery(store, "ann", "g");
    assert.deepEqual(await store.addFaces("ann", "g", [face(1), face(2)]), ["added", "added"]);
    const again = [face(3), face(2), face(4, { meta: { n: 1 } }), face(4, { meta: { n: 2 } }), face(3)];
    const outcomes = ["added", "conflict", "added", "conflict", "conflict"];
    assert.deepEqual(await store.addFaces("ann", "g", again), outcomes);
    assert.deepEqual(await store.addFaces("ann", "g", again), new Array(5).fill("conflict"));
    assert.deepEqual((await store.readFaces("ann", "g", [4n])).rows[0]!.meta, { n: 1 });
    assert.deepEqual((await store.listGalleries("ann")).rows, [
      { name: "g", number: 4, embedder: EMBEDDER, dimensions: LENGTH },
    ]);
    assert.deepEqual(await store.addFaces("ann", "g", []), []);
    await assert.rejects(store.addFaces("ann", "none", []), { code: "GALLERY_NOT_FOUND" });
    await assert.rejects(store.addFaces("ann", "none", [face(1)]), { code: "GALLERY_NOT_FOUND" });
  });

  testOn(
    "vectors of another embedder or length are refused, and with them the whole batch",
    async (store) => {
      await makeGallery(store, "ann", "g");
      await makeGallery(store, "ann", "h");
      const other = face(9, { embedder: "other@1" });
      const long = face(9, { embedding: unitVector(1, LENGTH + 1) });
      const none = face(9, { embedding: new Float32Array(0) });
      await store.addFaces("ann", "g", [face(1)]);
      await assert.rejects(store.addFaces("ann", "g", [face(5), other]), {
        code: "BAD_PARAM",
        param: "embedder",
      });
      await assert.rejects(store.addFaces("ann", "g", [face(6), long]), {
        code: "BAD_PARAM",
        param: "embedding",
      });
      await assert.rejects(store.addFaces("ann", "h", [none]), { code: "BAD_PARAM", param: "embedding" });
      await assert.rejects(store.searchFaces("ann", "g", searchFor(unitVector(1), { embedder: "other@1" })), {
        code: "BAD_PARAM",
        param: "embedder",
      });
      await assert.rejects(store.searchFaces("ann", "g", searchFor(unitVector(1, 3))), {
        code: "BAD_PARAM",
        param: "embedding",
      });
      assert.deepEqual(await idsOf(store, "ann", "g"), [1n]);
      await store.fixEmbedder("ann", "h", EMBEDDER, LENGTH);
      await store.fixEmbedder("ann", "h", EMBEDDER, LENGTH);
      await assert.rejects(store.fixEmbedder("ann", "h", "other@1", LENGTH), { code: "BAD_PARAM" });
      await assert.rejects(store.fixEmbedder("ann", "h", EMBEDDER, 3), { code: "BAD_PARAM" });
      await assert.rejects(store.fixEmbedder("ann", "none", EMBEDDER, 3), { code: "GALLERY_NOT_FOUND" });
      await assert.rejects(store.addFaces("ann", "h", [other]), { code: "BAD_PARAM" });
    },
  );

  testOn("conditions hold for the faces that a plain comparison says", async (store) => {
    await makeGallery(store, "ann", "g");
    const random = seeded(5);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const long = "x".repeat(9_999);
    const words = [
      "",
      "a",
      "ab",
      "b",
      "\u0001",
      "\u0002",
      "ü",
      "\uffff",
      "\u{10000}",
      long,
      `${long}y`,
      `${long}z`,
    ];
    const faces = Array.from({ length: 120 }, (_, i) =>
      face(BigInt(Math.floor(random() * 2 ** 32)) * BigInt(2 ** 32) + BigInt(i), {
        ...(random() < 0.5 ? { person: BigInt(Math.floor(random() * 4)) } : {}),
        meta: {
          ...(random() < 0.8 ? { name: pick(words) } : {}),
          ...(random() < 0.8 ? { age: Math.floor(random() * 20) - 10 } : {}),
          ...(random() < 0.8 ? { tags: shuffled(random, words).slice(0, Math.floor(random() * 4)) } : {}),
        },
      }),
    );
    await store.addFaces("ann", "g", faces);
    const sorted = faces.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const condition of someConditions(random, pick, words, sorted)) {
      const conditions =
        random() < 0.6 ? [condition] : [condition, ...pickConditions(random, pick, words, sorted)];
      const wanted = sorted.filter((one) => conditions.every((each) => meets(one, each))).map(({ id }) => id);
      const shown = JSON.stringify(conditions, (_, value) =>
        typeof value === "bigint" ? `${value}n` : value,
      );
      const told = shown.slice(0, 300);
      assert.deepEqual((await store.countFaces("ann", "g", conditions)).rows, [wanted.length], told);
      assert.deepEqual(await idsOf(store, "ann", "g", { conditions, limit: 50 }), wanted, told);
      const search = searchFor(unitVector(1), { conditions, limit: 5 });
      const found = (await store.searchFaces("ann", "g", search)).rows.map(({ id }) => id);
      assert.deepEqual(
        found,
        exactMatches(faces, search).map(({ id }) => id),
        told,
      );
    }
    await assert.rejects(store.countFaces("ann", "none", []), { code: "GALLERY_NOT_FOUND" });
    await assert.rejects(store.pageFaces("ann", "none", { conditions: [], limit: 1 }), {
      code: "GALLERY_NOT_FOUND",
    });
  });

  testOn("a search gives the best by similarity, equal ones by id, page by page", async (store) => {
    await makeGallery(store, "ann", "g");
    const probe = unitVector(3);
    assert.deepEqual((await store.searchFaces("ann", "g", searchFor(probe))).rows, []);
    // Twins are as similar as each other; they lie on both sides of the sign of a stored id.
    const faces = Array.from({ length: 60 }, (_, i) =>
      face(i % 2 ? 2n ** 63n + BigInt(i) : BigInt(i), {
        embedding: unitVector(i >> 2),
      }),
    );
    await store.addFaces("ann", "g", shuffled(seeded(1), faces));
    const search = searchFor(probe, { limit: 11 });
    const wanted = exactMatches(faces, { ...search, limit: Infinity });
    const { rows } = await store.searchFaces("ann", "g", search);
    assert.deepEqual(
      rows.map(({ id }) => id),
      wanted.slice(0, 11).map(({ id }) => id),
    );
    for (const [i, { similarity }] of rows.entries())
      assert.ok(Math.abs(similarity - wanted[i]!.similarity) < ROUNDING);
    assert.ok(rows.every(({ similarity }) => similarity <= 1));
    const paged = [...rows];
    for (;;) {
      const next = (await store.searchFaces("ann", "g", { ...search, after: paged.at(-1)! })).rows;
      paged.push(...next);
      if (next.length < 11) break;
    }
    assert.deepEqual(
      paged.map(({ id }) => id),
      wanted.map(({ id }) => id),
    );
    const all = await store.searchFaces("ann", "g", { ...search, limit: Infinity, minSimilarity: 0.2 });
    assert.deepEqual(
      all.rows.map(({ id }) => id),
      wanted.filter((one) => one.similarity >= 0.2).map(({ id }) => id),
    );
    const many = [1, 2, 3].map((seed) => searchFor(unitVector(seed), { limit: 3 }));
    const answers = await store.searchFacesAll("ann", "g", many);
    assert.deepEqual(
      answers.map((answer) => answer.rows.map(({ id }) => id)),
      many.map((one) => exactMatches(faces, one).map(({ id }) => id)),
    );
    await assert.rejects(store.searchFaces("ann", "none", search), { code: "GALLERY_NOT_FOUND" });
    assert.deepEqual(await store.searchFacesAll("ann", "g", []), []);
  });

  testOn("searches follow every change at once", async (store) => {
    await makeGallery(store, "ann", "g");
    const best = async () =>
      (await store.searchFaces("ann", "g", searchFor(unitVector(1), { limit: 1 }))).rows[0]?.id;
    await store.addFaces("ann", "g", [face(1), face(2), face(3)]);
    assert.equal(await best(), 1n);
    assert.equal(await store.removeFaces("ann", "g", [1n, 1n, 99n]), 1);
    assert.notEqual(await best(), 1n);
    assert.equal(await store.removeFaces("ann", "g", [1n]), 0);
    await store.addFaces("ann", "g", [face(7, { embedding: unitVector(1) })]);
    assert.equal(await best(), 7n);
    await store.addFaces("ann", "g", [face(1)]);
    assert.equal(await best(), 1n);
    await store.removeFaces("ann", "g", [1n, 2n, 3n, 7n]);
    assert.equal(await best(), undefined);
    assert.equal((await store.readGallery("ann", "g")).rows[0]!.number, 0);
    await store.dropGallery("ann", "g");
    await makeGallery(store, "ann", "g");
    assert.equal(await best(), undefined);
    await store.addFaces("ann", "g", [face(1, { embedder: "other@1", embedding: unitVector(1, 3) })]);
    const other = searchFor(unitVector(1, 3), { embedder: "other@1" });
    assert.deepEqual(
      (await store.searchFaces("ann", "g", other)).rows.map(({ id }) => id),
      [1n],
    );
    await assert.rejects(store.removeFaces("ann", "none", [1n]), { code: "GALLERY_NOT_FOUND" });
  });

  testOn("an update changes what it names, and what finds the face", async (store) => {
    await makeGallery(store, "ann", "g");
    await store.addFaces("ann", "g", [face(1, { meta: { a: 1, b: "x" }, person: 5n, facts: { path: "p" } })]);
    const read = async () => {
      const { meta, person, facts } = (await store.readFaces("ann", "g", [1n])).rows[0]!;
      return { meta, person, facts };
    };
    const count = async (condition: FaceCondition) =>
      (await store.countFaces("ann", "g", [condition])).rows[0];
    const oldMeta: FaceCondition = { on: "meta", key: "b", anyOf: [termText("x")] };
    const newMeta: FaceCondition = { on: "meta", key: "c", anyOf: [termText("y")] };
    await store.updateFace("ann", "g", 1n, {});
    assert.deepEqual(await read(), { meta: { a: 1, b: "x" }, person: 5n, facts: { path: "p" } });
    await store.updateFace("ann", "g", 1n, { meta: { c: ["y", "z"] } });
    assert.deepEqual(await read(), { meta: { c: ["y", "z"] }, person: 5n, facts: { path: "p" } });
    assert.deepEqual([await count(oldMeta), await count(newMeta)], [0, 1]);
    await store.updateFace("ann", "g", 1n, { person: 6n, facts: { path: "q" } });
    assert.deepEqual(await read(), { meta: { c: ["y", "z"] }, person: 6n, facts: { path: "q" } });
    assert.equal(await count({ on: "person", anyOf: [6n] }), 1);
    await store.updateFace("ann", "g", 1n, { person: null, meta: {} });
    assert.deepEqual(await read(), { meta: {}, person: undefined, facts: { path: "q" } });
    assert.deepEqual([await count(newMeta), await count({ on: "person", anyOf: [5n, 6n] })], [0, 0]);
    await assert.rejects(store.updateFace("ann", "g", 2n, {}), { code: "NOT_FOUND", param: "id" });
    await assert.rejects(store.updateFace("ann", "none", 1n, {}), { code: "GALLERY_NOT_FOUND" });
  });

  testOn("paging while others add shows every face exactly once", async (store) => {
    await makeGallery(store, "ann", "g");
    const first = Array.from({ length: 200 }, (_, i) => face(1000 + 10 * i));
    await store.addFaces("ann", "g", first);
    const seen: bigint[] = [];
    let added = 0;
    for (let after: bigint | undefined; ; after = seen.at(-1)) {
      const page = { conditions: [], limit: 30, ...(after === undefined ? {} : { after }) };
      const { rows } = await store.pageFaces("ann", "g", page);
      seen.push(...rows.map(({ id }) => id));
      if (rows.length < 30) break;
      await store.addFaces("ann", "g", [face(1 + added), face(100_000 + added)]);
      added++;
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => (a < b ? -1 : 1)),
    );
    assert.deepEqual(
      seen.filter((id) => id >= 1000 && id < 100_000),
      first.map(({ id }) => id),
    );
  });

  testOn("documents are inserted, found by key and term, replaced by version, removed", async (store) => {
    const random = seeded(8);
    const words = ["", "a", "a\u0001", "ab", "\uffff", "\u{10000}", "z".repeat(3000), `${"z".repeat(3000)}y`];
    const documents = Array.from({ length: 40 }, (_, i) => {
      const terms = shuffled(random, words).slice(0, 3);
      return document(`k${i}`, {
        terms: terms.map((text) => ({ field: i % 2 ? "f.g" : "h", text: termText(text) })),
      });
    });
    for (const one of documents) assert.equal(await store.insertDocument("ann", "persons", one), true);
    assert.equal(await store.insertDocument("ann", "persons", { ...documents[0]!, body: "{}" }), false);
    assert.equal(await store.insertDocument("ann", "cameras", documents[0]!), true);
    const find = async (query: object) =>
      (await store.pageDocuments("ann", "persons", { conditions: [], limit: 1000, ...query })).rows.map(
        ({ key }) => key,
      );
    const keys = documents.map(({ key }) => key).sort();
    assert.deepEqual(await find({}), keys);
    assert.deepEqual(
      await find({ descending: true, after: "k3", limit: 5 }),
      keys
        .toReversed()
        .slice(keys.toReversed().indexOf("k3") + 1)
        .slice(0, 5),
    );
    assert.deepEqual(await find({ keys: ["k5", "k1", "none"] }), ["k1", "k5"]);
    assert.deepEqual(await find({ min: "k30", max: "k34" }), ["k30", "k31", "k32", "k33", "k34"]);
    for (const word of words) {
      const text = termText(word);
      const each: DocumentCondition[] = [
        { field: "h", anyOf: [text] },
        { field: "f.g", anyOf: [text, termText("a")] },
        { field: "h", min: text },
        { field: "h", min: termText(""), max: text },
      ];
      for (const condition of each) {
        const wanted = documents
          .filter((one) => documentMeets(one, condition))
          .map(({ key }) => key)
          .sort();
        assert.deepEqual(
          await find({ conditions: [condition] }),
          wanted,
          JSON.stringify(condition).slice(0, 200),
        );
      }
    }
    assert.deepEqual(await find({ conditions: [{ field: "h", anyOf: [] }] }), []);
    // Of null characters a store may make what it likes, as long as it finds the document.
    const zero = document("zero", { terms: [{ field: "z", text: termText("a\0b") }] });
    await store.insertDocument("ann", "persons", zero);
    const found = await find({ conditions: [{ field: "z", anyOf: [termText("a\0b")] }] });
    assert.deepEqual(found, ["zero"]);
    await store.removeDocument("ann", "persons", "zero");
    const second = document("k0", { body: '"\\u0000"', terms: [{ field: "n", text: "5" }], version: 2 });
    assert.equal(await store.replaceDocument("ann", "persons", { ...second, version: 3 }), false);
    assert.equal(await store.replaceDocument("ann", "persons", second), true);
    assert.equal(await store.replaceDocument("ann", "persons", second), false);
    assert.equal(await store.replaceDocument("ann", "persons", document("none", { version: 2 })), false);
    assert.deepEqual(await find({ conditions: [{ field: "n", anyOf: ["5"] }] }), ["k0"]);
    const { rows } = await store.pageDocuments("ann", "persons", { keys: ["k0"], conditions: [], limit: 1 });
    assert.deepEqual(rows, [{ key: "k0", version: 2, body: '"\\u0000"' }]);
    assert.equal(await store.removeDocument("ann", "persons", "k0", 1), false);
    assert.equal(await store.removeDocument("ann", "persons", "k0", 2), true);
    assert.equal(await store.removeDocument("ann", "persons", "k0"), false);
    assert.equal(await store.removeDocument("ann", "persons", "k1"), true);
    assert.deepEqual(await find({ conditions: [{ field: "n", anyOf: ["5"] }] }), []);
    assert.equal((await find({})).length, 38);
  });

  testOn("of a hundred replacements of one version, one is made", async (store) => {
    await store.insertDocument("ann", "counters", document("c"));
    const attempts = Array.from({ length: 100 }, (_, i) =>
      store.replaceDocument("ann", "counters", document("c", { version: 2, body: `${i}` })),
    );
    assert.equal((await Promise.all(attempts)).filter(Boolean).length, 1);
    const inserts = Array.from({ length: 30 }, () => store.insertDocument("ann", "counters", document("d")));
    assert.equal((await Promise.all(inserts)).filter(Boolean).length, 1);
  });

  testOn("additions to one gallery at the same time all count", async (store) => {
    await makeGallery(store, "ann", "g");
    const batches = Array.from({ length: 20 }, (_, i) =>
      store.addFaces(
        "ann",
        "g",
        Array.from({ length: 10 }, (_, k) => face(i % 2 ? k : 100 * i + k)),
      ),
    );
    const outcomes = (await Promise.all(batches)).flat();
    assert.equal(outcomes.filter((outcome) => outcome === "added").length, 100);
    assert.equal((await store.readGallery("ann", "g")).rows[0]!.number, 100);
    assert.equal((await idsOf(store, "ann", "g")).length, 100);
    const all = await store.searchFaces("ann", "g", searchFor(unitVector(1), { limit: Infinity }));
    assert.equal(all.rows.length, 100);
  });

  testOn("an owner sees and changes nothing of another one, through any method", async (store) => {
    await makeGallery(store, "ann", "g");
    await store.addFaces("ann", "g", [face(1, { person: 1n })]);
    await store.insertDocument("ann", "persons", document("p", { terms: [{ field: "f", text: "5x" }] }));
    const absent = { code: "GALLERY_NOT_FOUND" };
    const search = searchFor(unitVector(1));
    assert.deepEqual((await store.listGalleries("bob")).rows, []);
    await assert.rejects(store.readGallery("bob", "g"), absent);
    await assert.rejects(store.dropGallery("bob", "g"), absent);
    await assert.rejects(store.fixEmbedder("bob", "g", EMBEDDER, LENGTH), absent);
    await assert.rejects(store.addFaces("bob", "g", [face(2)]), absent);
    await assert.rejects(store.readFaces("bob", "g", [1n]), absent);
    await assert.rejects(store.updateFace("bob", "g", 1n, { person: 2n }), absent);
    await assert.rejects(store.removeFaces("bob", "g", [1n]), absent);
    await assert.rejects(store.pageFaces("bob", "g", { conditions: [], limit: 1 }), absent);
    await assert.rejects(store.countFaces("bob", "g", []), absent);
    await assert.rejects(store.searchFaces("bob", "g", search), absent);
    await assert.rejects(store.searchFacesAll("bob", "g", [search]), absent);
    const changed = document("p", { version: 2 });
    for (const collection of COLLECTIONS) {
      const page = await store.pageDocuments("bob", collection, { conditions: [], limit: 10 });
      assert.deepEqual(page.rows, []);
      assert.equal(await store.replaceDocument("bob", collection, changed), false);
      assert.equal(await store.removeDocument("bob", collection, "p"), false);
    }
    assert.equal(await store.insertDocument("bob", "persons", document("p")), true);
    const {
      bytes: _,
      indexedVectors: __,
      liveServers: live,
      totalServers: total,
      ...none
    } = await store.stats("bob");
    assert.deepEqual(none, { galleries: 0, faces: 0, vectors: 0, crops: 0, documents: { persons: 1 } });
    await makeGallery(store, "bob", "g");
    await store.addFaces("bob", "g", [face(1, { meta: { whose: "bob" } }), face(2)]);
    assert.deepEqual((await store.readFaces("ann", "g", [1n, 2n])).rows, [face(1, { person: 1n })]);
    assert.deepEqual(
      (await store.searchFaces("ann", "g", search)).rows.map(({ id }) => id),
      [1n],
    );
    await store.removeOwner("bob");
    assert.deepEqual((await store.readFaces("ann", "g", [1n])).rows, [face(1, { person: 1n })]);
    const [kept] = (await store.pageDocuments("ann", "persons", { conditions: [], limit: 2 })).rows;
    assert.deepEqual(kept, { key: "p", version: 1, body: '{"_id":"p"}' });
  });

  testOn("what is removed is gone, and the counts prove it", async (store) => {
    await makeGallery(store, "ann", "g");
    await makeGallery(store, "ann", "h");
    const crop = new Uint8Array([1, 2, 3]);
    await store.addFaces("ann", "g", [face(1, { crop }), face(2), face(3, { crop })]);
    await store.addFaces("ann", "h", [face(1)]);
    await store.insertDocument("ann", "persons", document("p"));
    const counts = async () => {
      const {
        bytes,
        indexedVectors: _,
        liveServers: live,
        totalServers: total,
        ...rest
      } = await store.stats("ann");
      assert.ok(bytes >= 0);
      return rest;
    };
    const documents = { galleries: 2, persons: 1 };
    assert.deepEqual(await counts(), { galleries: 2, faces: 4, vectors: 4, crops: 2, documents });
    await store.removeFaces("ann", "g", [1n]);
    assert.deepEqual(await counts(), { galleries: 2, faces: 3, vectors: 3, crops: 1, documents });
    await store.dropGallery("ann", "g");
    const left = { galleries: 1, persons: 1 };
    assert.deepEqual(await counts(), { galleries: 1, faces: 1, vectors: 1, crops: 0, documents: left });
    await store.forget();
    await store.removeOwner("ann");
    await store.removeOwner("ann");
    await store.forget();
    assert.deepEqual(await counts(), { galleries: 0, faces: 0, vectors: 0, crops: 0, documents: {} });
    assert.equal((await store.stats("ann")).indexedVectors, 0);
  });

  testOn("a call that was given up says why, and the store goes on", async (store) => {
    await makeGallery(store, "ann", "g");
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await assert.rejects(store.listGalleries("ann", { signal }), reason);
    await assert.rejects(store.addFaces("ann", "g", [face(1)], { signal }), reason);
    await assert.rejects(
      store.pageDocuments("ann", "persons", { conditions: [], limit: 1 }, { signal }),
      reason,
    );
    assert.deepEqual(await store.addFaces("ann", "g", [face(1)]), ["added"]);
  });

  testOn("a closed store may be closed again", async (store) => {
    await makeGallery(store, "ann", "g");
    await store.close();
    await store.close();
  });
}

type Pick = <T>(items: readonly T[]) => T;
type Faces = readonly { readonly id: bigint }[];

function pickConditions(
  random: () => number,
  pick: Pick,
  words: readonly string[],
  faces: Faces,
): FaceCondition[] {
  return shuffled(random, someConditions(random, pick, words, faces)).slice(0, 2);
}

/** A condition of every kind. */
function someConditions(
  random: () => number,
  pick: Pick,
  words: readonly string[],
  faces: Faces,
): FaceCondition[] {
  const term = () => termText(pick(words));
  const [low, high] = [pick(faces).id, pick(faces).id].sort((a, b) => (a < b ? -1 : 1)) as [bigint, bigint];
  const [first, last] = [term(), term()];
  return [
    { on: "id", anyOf: [] },
    { on: "id", anyOf: [pick(faces).id, pick(faces).id, 5n] },
    { on: "id", min: low },
    { on: "id", max: high },
    { on: "id", min: low, max: high },
    { on: "person", anyOf: [1n, 2n, 99n] },
    { on: "person", anyOf: [] },
    { on: "meta", key: "name", anyOf: [term()] },
    { on: "meta", key: "name", anyOf: words.map((word) => termText(word)) },
    { on: "meta", key: "name", anyOf: [] },
    { on: "meta", key: "name", min: first, max: termText("\u{10ffff}") },
    { on: "meta", key: "name", min: termText(""), max: last },
    { on: "meta", key: "age", min: termText(-5), max: termText(5) },
    { on: "meta", key: "age", anyOf: [termText(-0), termText(3)] },
    { on: "meta", key: "tags", anyOf: [term(), term()] },
    { on: "meta", key: "tags", allOf: [term()] },
    { on: "meta", key: "tags", allOf: [first, last] },
    { on: "meta", key: "tags", allOf: [first, first] },
    { on: "meta", key: "tags", min: first },
    { on: "meta", key: "none", anyOf: [term()] },
    { on: "meta", key: "none", min: termText(Math.floor(random() * 9)) },
  ];
}
