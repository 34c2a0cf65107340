import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Filter, type Gallery, Id, Meta, SimilarFace } from "../../core/mod.ts";
import type { Part } from "./suite.ts";
import { face, fails } from "./world.ts";

/** Filters of faces: by id, metadata and similarity, alone and together, and malformed ones. */
export const filterTests: Part = (world) => {
  let gallery: Gallery;
  before(async () => {
    gallery = (await world().newClient()).gallery("people");
    await gallery.create();
    const add = (id: number, angle: number, meta: object) =>
      gallery.add(id, face(Math.cos(angle), Math.sin(angle)), { meta: meta as never });
    await add(1, 0, { name: "Ann", age: 41, tags: ["female", "happy"] });
    await add(2, 0.1, { name: "Bob", age: -3, tags: ["male", "angry", "tall"] });
    await add(3, 0.2, { name: "ann", age: 41 });
    await add(4, 3, { name: "Zoë", tags: ["male", "angry"] });
    await add(5, 3.1, { name: "🎉", age: 2 ** 53 - 1, tags: [] });
    await add(6, 1, {});
  });

  const ids = async (...filters: Filter[]) =>
    (await gallery.list({ filters })).faces.map(({ id }) => Number(id));
  const holds = (name: string, expected: number[], ...filters: Filter[]) =>
    test(name, async () => assert.deepEqual(await ids(...filters), expected));

  holds("no filter", [1, 2, 3, 4, 5, 6]);
  holds("Id.lte", [1, 2, 3], Id.lte(3));
  holds("Id.gte", [4, 5, 6], Id.gte("4"));
  holds("Id.oneof", [2, 5], Id.oneof(5n, 2, "77", 2));
  holds("Id.oneof of none", [], Id.oneof());
  holds("ids from to", [3, 4], Id.gte(3), Id.lte(4));
  holds("Meta.gte of integers", [1, 3, 5], Meta("age").gte(4));
  holds("Meta.lte of integers", [1, 2, 3], Meta("age").lte(41));
  holds("Meta.gte below zero", [1, 2, 3, 5], Meta("age").gte(-3));
  holds("integers from to", [1, 3], Meta("age").gte(4), Meta("age").lte(41));
  holds("Meta.oneof of integers", [2, 5], Meta("age").oneof(-3, 9007199254740991));
  holds("Meta.oneof of strings", [1, 2], Meta("name").oneof("Ann", "Bob"));
  holds("one of one string, case-sensitive", [3], Meta("name").oneof("ann"));
  holds("Meta.gte of strings, by code point", [3, 4, 5], Meta("name").gte("Z"));
  holds("Meta.lte of strings", [1, 2], Meta("name").lte("C"));
  holds("the greatest strings", [5], Meta("name").gte("\uffff"));
  holds("Meta.oneof of lists", [1, 4, 2].sort(), Meta("tags").oneof("happy", "angry"));
  holds("Meta.subset", [2, 4], Meta("tags").subset("male", "angry"));
  holds("Meta.subset of one", [2], Meta("tags").subset("tall"));
  holds("Meta.subset of all three, in any order", [2], Meta("tags").subset("tall", "angry", "male"));
  holds("Meta.subset of none: any list with members", [1, 2, 4], Meta("tags").subset());
  holds("Meta.oneof of none", [], Meta("name").oneof());
  holds("a key that nobody uses", [], Meta("unheard").oneof("x"));
  holds(
    "all together",
    [2],
    Id.gte(2),
    Meta("tags").subset("male"),
    Meta("age").lte(0),
    Meta("name").oneof("Bob"),
  );
  holds("text that looks like SQL", [], Meta("name").oneof("' OR 1=1 --"));

  test("similar faces, the most similar first, with their confidence", async () => {
    const { faces } = await gallery.list({ filters: [SimilarFace(face(1, 0), 0.9)] });
    assert.deepEqual(
      faces.map(({ id }) => id),
      [1n, 2n, 3n],
    );
    assert.equal(faces[1]!.confidence!.toFixed(6), ((1 + Math.cos(0.1)) / 2).toFixed(6));
    assert.equal(faces[1]!.meta.name, "Bob");
  });

  test("similarity in the order of ids", async () => {
    const filters = [SimilarFace({ gallery: "people", face: 3n }, 0.9)];
    const rising = await gallery.list({ filters, sort: "id" });
    assert.deepEqual(
      rising.faces.map(({ id }) => id),
      [1n, 2n, 3n],
    );
    const falling = await gallery.list({ filters, sort: "-id" });
    assert.deepEqual(
      falling.faces.map(({ id }) => id),
      [3n, 2n, 1n],
    );
    assert.ok(falling.faces.every(({ confidence }) => confidence! > 0.9));
  });

  test("two similarities: both hold, the lesser one counts", async () => {
    const filters = [SimilarFace(face(1, 0), 0.5), SimilarFace({ gallery: "people", face: 3n }, 0.5)];
    const { faces } = await gallery.list({ filters });
    assert.deepEqual(
      faces.map(({ id }) => id),
      [2n, 1n, 3n, 6n],
    );
    assert.equal(faces[1]!.confidence!.toFixed(5), ((1 + Math.cos(0.2)) / 2).toFixed(5));
  });

  test("similarity and metadata together", async () => {
    assert.deepEqual(await ids(SimilarFace(face(1, 0), "none"), Meta("tags").oneof("angry")), [2, 4]);
    assert.deepEqual(await ids(SimilarFace(face(-1, 0), 0.9), Meta("age").gte(0), Id.oneof(4, 5)), [5]);
    assert.deepEqual(await ids(SimilarFace(face(1, 0), "none"), Meta("name").oneof("Eve")), []);
  });

  test("thresholds by name are the confidences that the interface names", async () => {
    // cos 1 = 0.540: confidence 0.770, between medium and strict.
    const count = async (threshold: "strict" | "medium" | "low" | "none") =>
      (await gallery.list({ filters: [SimilarFace(face(1, 0), threshold)] })).faces.length;
    assert.deepEqual([await count("strict"), await count("medium"), await count("none")], [3, 4, 6]);
    assert.equal((await gallery.list({ filters: [SimilarFace(face(1, 0))] })).faces.length, 4);
  });

  test("malformed filters are refused", async () => {
    const list = (filters: unknown) => gallery.list({ filters: filters as Filter[] });
    for (const bad of [7, "x", {}, [7], [null], [{}], [{ filter: "odd" }], new Array(101).fill(Id.lte(1))])
      await fails(() => list(bad), "BAD_PARAM");
    for (const bad of [
      { filter: "id", op: "lte" },
      { filter: "id", op: "odd", value: 1n },
      { filter: "id", op: "oneof", values: [-1] },
      { filter: "meta", key: "", op: "lte", value: 1 },
      { filter: "meta", key: "name", op: "odd", value: "x" },
      { filter: "meta", key: "name", op: "oneof", values: "x" },
      { filter: "meta", key: "name", op: "lte", value: null },
      { filter: "face", face: 7, threshold: 0.5 },
      { filter: "face", face: face(1, 0), threshold: 2 },
      { filter: "detection", detection: "x", threshold: Number.NaN },
    ])
      await fails(() => list([bad]), "BAD_PARAM");
  });

  test("filters of another type than their key are refused", async () => {
    const list = (filter: Filter) => gallery.list({ filters: [filter] });
    await fails(() => list(Meta("name").gte(5)), "BAD_PARAM", "meta.name");
    await fails(() => list(Meta("age").oneof("41")), "BAD_PARAM", "meta.age");
    await fails(() => list(Meta("age").subset("41")), "BAD_PARAM", "meta.age");
    await fails(() => list(Meta("name").subset("Ann")), "BAD_PARAM", "meta.name");
    await fails(() => list(Meta("tags").lte("x")), "BAD_PARAM", "meta.tags");
    await fails(() => list(Meta("tags").oneof(1)), "BAD_PARAM", "meta.tags");
    assert.throws(() => Meta("name").gte(1.5), { code: "BAD_PARAM" });
    assert.throws(() => Meta(""), { code: "BAD_PARAM" });
    assert.throws(() => Id.gte(-1), { code: "BAD_PARAM" });
  });

  test("faces to be like that are not there", async () => {
    const list = (filter: Filter) => gallery.list({ filters: [filter] });
    await fails(() => list(SimilarFace({ gallery: "people", face: 99n })), "SOURCE_NOT_FOUND", "face");
    await fails(
      () => list(SimilarFace({ gallery: "gone", face: 1n })),
      "SOURCE_GALLERY_NOT_FOUND",
      "gallery",
    );
    await fails(
      () => list({ filter: "detection", detection: "gone", threshold: 0.5 }),
      "CACHE_ERROR",
      "detection",
    );
    await fails(() => list(SimilarFace(face(1, 0, 0))), "BAD_PARAM", "embedding");
  });
};
