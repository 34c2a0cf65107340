import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type DocumentQuery, type GalleryFace, type StoredDocument, termText } from "../../core/mod.ts";
import type { Part } from "./suite.ts";
import { EMBEDDER, face, fails } from "./world.ts";

/** What only drivers see: outcomes, versions, terms, keys. */
export const driverTests: Part = (world) => {
  const whole = (id: bigint, values: number[], more: Partial<GalleryFace> = {}): GalleryFace => ({
    ...face(...values),
    id,
    meta: {},
    facts: {},
    ...more,
  });
  const gallery = (key: string): StoredDocument => ({ key, body: "{}", terms: [], version: 1 });

  test("a gallery's embedder is fixed by the first face, or before", async () => {
    const { store } = world();
    await store.createGallery("d1", "g", gallery("g"));
    assert.deepEqual((await store.readGallery("d1", "g")).rows, [{ name: "g", number: 0 }]);
    await store.fixEmbedder("d1", "g", EMBEDDER, 2);
    await store.fixEmbedder("d1", "g", EMBEDDER, 2);
    await fails(() => store.fixEmbedder("d1", "g", "other", 2), "BAD_PARAM", "embedder");
    await fails(() => store.fixEmbedder("d1", "g", EMBEDDER, 3), "BAD_PARAM", "embedding");
    await fails(() => store.fixEmbedder("d1", "gone", EMBEDDER, 3), "GALLERY_NOT_FOUND");
    await store.addFaces("d1", "g", [whole(1n, [1, 0])]);
    assert.deepEqual((await store.readGallery("d1", "g")).rows, [
      { name: "g", number: 1, embedder: EMBEDDER, dimensions: 2 },
    ]);
  });

  test("persons of faces are set, searched by, and taken away", async () => {
    const { store } = world();
    await store.createGallery("d2", "g", gallery("g"));
    const faces = [
      whole(1n, [1, 0], { person: 2n ** 64n - 1n }),
      whole(2n, [1, 0]),
      whole(3n, [1, 0], { person: 5n }),
    ];
    await store.addFaces("d2", "g", faces);
    const of = async (...anyOf: bigint[]) => {
      const query = { conditions: [{ on: "person" as const, anyOf }], limit: 10 };
      return (await store.pageFaces("d2", "g", query)).rows.map(({ id }) => id);
    };
    assert.deepEqual(await of(2n ** 64n - 1n, 5n), [1n, 3n]);
    await store.updateFace("d2", "g", 2n, { person: 5n, facts: { path: "b.jpg" } });
    await store.updateFace("d2", "g", 3n, { person: null });
    assert.deepEqual(await of(5n), [2n]);
    const { rows } = await store.readFaces("d2", "g", [3n, 2n, 9n]);
    assert.deepEqual(rows, [whole(2n, [1, 0], { person: 5n, facts: { path: "b.jpg" } }), whole(3n, [1, 0])]);
    assert.deepEqual((await store.countFaces("d2", "g", [{ on: "person", anyOf: [5n] }])).rows, [1]);
    assert.deepEqual((await store.countFaces("d2", "g", [])).rows, [3]);
    await fails(() => store.updateFace("d2", "g", 9n, { person: 1n }), "NOT_FOUND", "id");
  });

  test("removing says how many there were", async () => {
    const { store } = world();
    await store.createGallery("d3", "g", gallery("g"));
    await store.addFaces("d3", "g", [whole(1n, [1, 0]), whole(2n, [1, 0])]);
    assert.equal(await store.removeFaces("d3", "g", [1n, 1n, 9n]), 1);
    assert.equal(await store.removeFaces("d3", "g", [1n]), 0);
    assert.equal(await store.removeFaces("d3", "g", []), 0);
    await fails(() => store.removeFaces("d3", "gone", [1n]), "GALLERY_NOT_FOUND");
  });

  test("a search is limited, bounded and continued", async () => {
    const { store } = world();
    await store.createGallery("d4", "g", gallery("g"));
    const angles = [0, 0.1, 0.1, 0.2, 3];
    await store.addFaces(
      "d4",
      "g",
      angles.map((angle, i) => whole(BigInt(i), [Math.cos(angle), Math.sin(angle)])),
    );
    const search = {
      embedder: EMBEDDER,
      vector: face(1, 0).embedding,
      conditions: [],
      minSimilarity: 0.5,
      limit: 2,
    };
    const first = await store.searchFaces("d4", "g", search);
    assert.deepEqual(
      first.rows.map(({ id }) => id),
      [0n, 1n],
    );
    const rest = await store.searchFaces("d4", "g", { ...search, limit: Infinity, after: first.rows[1]! });
    assert.deepEqual(
      rest.rows.map(({ id }) => id),
      [2n, 3n],
    );
    assert.equal(rest.rows[1]!.similarity.toFixed(6), Math.cos(0.2).toFixed(6));
    const narrow = { ...search, conditions: [{ on: "id" as const, anyOf: [3n, 4n] }] };
    const none = { ...search, conditions: [{ on: "id" as const, anyOf: [] }] };
    const answers = await store.searchFacesAll("d4", "g", [narrow, none, search]);
    assert.deepEqual(
      answers.map(({ rows }) => rows.map(({ id }) => id)),
      [[3n], [], [0n, 1n]],
    );
    assert.deepEqual(await store.searchFacesAll("d4", "g", []), []);
    await store.createGallery("d4", "empty", gallery("empty"));
    assert.deepEqual((await store.searchFaces("d4", "empty", search)).rows, []);
  });

  test("documents are replaced by the next version only", async () => {
    const { store } = world();
    const document = { key: "k", body: '{"a":1}', terms: [{ field: "a", text: termText(1) }], version: 1 };
    assert.ok(await store.insertDocument("d5", "cameras", document));
    assert.ok(!(await store.insertDocument("d5", "cameras", document)));
    const next = { ...document, body: '{"a":2}', terms: [{ field: "a", text: termText(2) }], version: 2 };
    assert.ok(await store.replaceDocument("d5", "cameras", next));
    assert.ok(!(await store.replaceDocument("d5", "cameras", next)));
    assert.ok(!(await store.replaceDocument("d5", "cameras", { ...next, key: "other" })));
    const query = { conditions: [{ field: "a", anyOf: [termText(1), termText(2)] }], limit: 9 };
    const { rows } = await store.pageDocuments("d5", "cameras", query);
    assert.deepEqual(rows, [{ key: "k", body: '{"a":2}', version: 2 }]);
    assert.ok(!(await store.removeDocument("d5", "cameras", "k", 1)));
    assert.ok(await store.removeDocument("d5", "cameras", "k", 2));
    assert.ok(!(await store.removeDocument("d5", "cameras", "k")));
    assert.deepEqual((await store.pageDocuments("d5", "cameras", query)).rows, []);
  });

  test("of many that replace one version, one succeeds", async () => {
    const { store } = world();
    await store.insertDocument("d6", "cameras", { ...gallery("k") });
    const attempts = Array.from({ length: 20 }, (_, i) => ({
      ...gallery("k"),
      body: `{"n":${i}}`,
      version: 2,
    }));
    const done = await Promise.all(attempts.map((one) => store.replaceDocument("d6", "cameras", one)));
    assert.equal(done.filter(Boolean).length, 1);
  });

  test("of many that add one id, one succeeds", async () => {
    const { store } = world();
    await store.createGallery("d7", "g", gallery("g"));
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => store.addFaces("d7", "g", [whole(1n, [1, 0])])),
    );
    assert.deepEqual(outcomes.flat().sort(), ["added", ...new Array(19).fill("conflict")]);
    assert.deepEqual((await store.readGallery("d7", "g")).rows[0]!.number, 1);
  });

  test("of many that create one gallery, one succeeds", async () => {
    const { store } = world();
    const done = await Promise.allSettled(
      Array.from({ length: 10 }, () => store.createGallery("d8", "g", gallery("g"))),
    );
    assert.equal(done.filter(({ status }) => status === "fulfilled").length, 1);
  });

  const owner = "d9";
  before(async () => {
    for (const [key, number, words] of [
      ["a", -1, ["x", "y"]],
      ["b", 0, ["y"]],
      ["c", 2.5, []],
      ["é", 10, ["x"]],
      ["\uffee", 1e9, ["z"]],
      ["🎉", -1e9, ["x"]],
    ] as const) {
      const terms = [
        { field: "n", text: termText(number) },
        ...words.map((word) => ({ field: "w", text: termText(word) })),
      ];
      await world().store.insertDocument(owner, "cameras", {
        key,
        body: JSON.stringify({ key }),
        terms,
        version: 1,
      });
    }
  });
  const number = (field: { min?: number; max?: number }) => ({
    field: "n",
    ...(field.min === undefined ? {} : { min: termText(field.min) }),
    ...(field.max === undefined ? {} : { max: termText(field.max) }),
  });
  for (const [name, expected, query] of [
    ["all, by code point", ["a", "b", "c", "é", "\uffee", "🎉"], {}],
    ["falling", ["🎉", "\uffee", "é", "c", "b", "a"], { descending: true }],
    ["after a key", ["\uffee", "🎉"], { after: "é" }],
    ["after a key, falling", ["b", "a"], { after: "c", descending: true }],
    ["limited", ["a", "b"], { limit: 2 }],
    ["from key to key", ["b", "c", "é"], { min: "b", max: "é" }],
    ["these keys", ["a", "🎉"], { keys: ["🎉", "a", "nobody", "a"] }],
    ["no keys", [], { keys: [] }],
    ["one term", ["a", "é", "🎉"], { conditions: [{ field: "w", anyOf: [termText("x")] }] }],
    ["one term, continued", ["🎉"], { after: "é", conditions: [{ field: "w", anyOf: [termText("x")] }] }],
    [
      "any term, each once",
      ["a", "b", "é", "🎉"],
      { conditions: [{ field: "w", anyOf: [termText("x"), termText("y")] }] },
    ],
    ["no term", [], { conditions: [{ field: "w", anyOf: [] }] }],
    ["numbers from", ["b", "c", "é", "\uffee"], { conditions: [number({ min: 0 })] }],
    ["numbers to", ["a", "🎉"], { conditions: [number({ max: -0.5 })] }],
    ["numbers from to", ["b", "c"], { conditions: [number({ min: -0.5, max: 3 })] }],
    ["both", ["é"], { conditions: [{ field: "w", anyOf: [termText("x")] }, number({ min: 3 })] }],
  ] as [string, string[], Partial<DocumentQuery>][]) {
    test(`documents: ${name}`, async () => {
      const { rows } = await world().store.pageDocuments(owner, "cameras", {
        conditions: [],
        limit: 100,
        ...query,
      });
      assert.deepEqual(
        rows.map(({ key }) => key),
        expected,
      );
    });
  }

  test("its address holds no password", () => assert.doesNotMatch(world().store.address, /:[^/]*@/));
};
