import assert from "node:assert/strict";
import { test } from "node:test";
import { type Client, type Gallery, MAX_ID } from "../../core/mod.ts";
import { JPEG } from "../tools/slow_finder.ts";
import type { Part } from "./suite.ts";
import { EMBEDDER, face, fails } from "./world.ts";

/** The client and galleries: create, drop, list, add, get, update, delete, and their errors. */
export const clientTests: Part = (world) => {
  const fresh = async (): Promise<[Client, Gallery]> => {
    const client = await world().newClient();
    const gallery = client.gallery("family");
    await gallery.create();
    return [client, gallery];
  };

  test("a gallery need not exist yet, and then cannot be used", async () => {
    const client = await world().newClient();
    const gallery = client.gallery("nowhere");
    assert.equal(gallery.name, "nowhere");
    await fails(() => gallery.list(), "GALLERY_NOT_FOUND", "gallery");
    await fails(() => gallery.drop(), "GALLERY_NOT_FOUND", "gallery");
    await fails(() => gallery.add(1, face(1, 0)), "GALLERY_NOT_FOUND", "gallery");
    await fails(() => gallery.get(1), "GALLERY_NOT_FOUND", "gallery");
    await fails(() => gallery.update(1, { meta: {} }), "GALLERY_NOT_FOUND", "gallery");
    await fails(() => gallery.delete(1), "GALLERY_NOT_FOUND", "gallery");
    await fails(() => gallery.identify([face(1, 0)]), "GALLERY_NOT_FOUND", "gallery");
    assert.deepEqual((await client.listGalleries()).galleries, []);
  });

  test("a gallery is created once, listed by name, and dropped once", async () => {
    const [client, gallery] = await fresh();
    await client.gallery("a-friend").create();
    await fails(() => gallery.create(), "CONFLICT", "gallery");
    await gallery.add(1, face(1, 0));
    await gallery.add(2, face(1, 0));
    assert.deepEqual((await client.listGalleries()).galleries, [
      { name: "a-friend", number: 0 },
      { name: "family", number: 2 },
    ]);
    await gallery.drop();
    assert.deepEqual((await client.listGalleries()).galleries, [{ name: "a-friend", number: 0 }]);
    await fails(() => gallery.list(), "GALLERY_NOT_FOUND");
    await gallery.create();
    assert.deepEqual((await gallery.list()).faces, []);
  });

  test("names that mean something to file systems or addresses are refused", async () => {
    const client = await world().newClient();
    for (const name of ["", "..", "a/b", "a b", "é", "a\0", "x".repeat(49)])
      await fails(() => client.gallery(name).create(), "BAD_PARAM", "gallery");
  });

  test("a face is added, read, updated and deleted", async () => {
    const [, gallery] = await fresh();
    const meta = { name: "Ann", age: 41, tags: ["friend", "female"] };
    const added = await gallery.add(7, face(3, 4), { meta });
    assert.deepEqual(added, {
      id: 7n,
      embedder: EMBEDDER,
      embedding: Float32Array.of(0.6, 0.8),
      meta,
      facts: {},
    });
    assert.deepEqual(await gallery.get("7"), added);
    const updated = await gallery.update(7n, { meta: { name: "Bob" } });
    assert.deepEqual(updated, { ...added, meta: { name: "Bob" } });
    assert.deepEqual(await gallery.get(7), updated);
    await gallery.delete(7);
    await fails(() => gallery.get(7), "NOT_FOUND", "id");
    await fails(() => gallery.update(7, { meta: {} }), "NOT_FOUND", "id");
    await fails(() => gallery.delete(7), "NOT_FOUND", "id");
  });

  test("the whole record of a face is kept", async () => {
    const [, gallery] = await fresh();
    const crop = Uint8Array.of(1, 2, 3);
    const facts = { faceId: "a-0", path: "a.jpg", bbox: [1, 2, 3, 4.5], score: 0.9, odd: { x: [null] } };
    const record = { kind: "face", ...face(1, 1), ...facts, crop, matches: [{}] };
    const added = await gallery.add(1, record);
    assert.deepEqual(added.facts, facts);
    assert.deepEqual(Uint8Array.from(added.crop!), crop);
    const copy = await gallery.add(2, added);
    assert.deepEqual({ ...copy, id: 1n }, added);
  });

  test("ids are unsigned integers of 64 bits, from end to end", async () => {
    const [, gallery] = await fresh();
    const ids = [0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, MAX_ID];
    for (const id of ids.toReversed()) await gallery.add(id, face(1, 2));
    assert.deepEqual(
      (await gallery.list()).faces.map(({ id }) => id),
      ids,
    );
    for (const id of ids) assert.equal((await gallery.get(id)).id, id);
    assert.equal((await gallery.get("18446744073709551615")).id, MAX_ID);
    for (const bad of [-1, 1.5, Number.NaN, 2 ** 53, -1n, MAX_ID + 1n, "x", "", "1e3", " 1"])
      await fails(() => gallery.get(bad), "BAD_PARAM", "id");
  });

  test("the new id may come from a function, and is made anew three times where it is taken", async () => {
    const [, gallery] = await fresh();
    await gallery.add(1, face(1, 0));
    await fails(() => gallery.add(1, face(1, 0)), "CONFLICT", "id");
    let calls = 0;
    const from = (ids: number[]) => () => ids[Math.min(calls++, ids.length - 1)]!;
    assert.equal((await gallery.add(from([1, 1, 1, 2]), face(1, 0))).id, 2n);
    assert.equal(calls, 4);
    calls = 0;
    await fails(() => gallery.add(async () => from([1])(), face(1, 0)), "CONFLICT", "id");
    assert.equal(calls, 4);
    calls = 0;
    await fails(() => gallery.add(from([1]), face(1, 0), { regenerateAttempts: 0 }), "CONFLICT");
    assert.equal(calls, 1);
    await fails(() => gallery.add(() => -1, face(1, 0)), "BAD_PARAM", "id");
    await assert.rejects(() => gallery.add(() => Promise.reject(new Error("mine")), face(1, 0)), /mine/);
  });

  test("many faces are added at once, each with its outcome", async () => {
    const [, gallery] = await fresh();
    await gallery.add(2, face(1, 0));
    const faces = [1n, 2n, 3n, 3n].map((id) => ({ id, source: face(1, 0) }));
    assert.deepEqual(await gallery.addAll(faces), ["added", "conflict", "added", "conflict"]);
    assert.deepEqual(await gallery.addAll([]), []);
    assert.equal((await gallery.list()).faces.length, 3);
  });

  test("a face of another gallery is a source", async () => {
    const [client, gallery] = await fresh();
    const other = client.gallery("other");
    await other.create();
    await gallery.add(1, { ...face(1, 0), path: "a.jpg" }, { meta: { name: "Ann" } });
    const copy = await other.add(1, { gallery: "family", face: 1n }, { meta: { name: "Eve" } });
    assert.deepEqual(copy.facts, { path: "a.jpg" });
    assert.equal((await gallery.get(1)).meta.name, "Ann");
    await fails(() => other.add(2, { gallery: "family", face: 9n }), "SOURCE_NOT_FOUND", "face");
    await fails(() => other.add(2, { gallery: "gone", face: 1n }), "SOURCE_GALLERY_NOT_FOUND", "gallery");
  });

  test("what has no usable vector is no source", async () => {
    const [, gallery] = await fresh();
    const { embedding } = face(1, 0);
    for (const source of [
      {},
      7,
      null,
      { kind: "face", faceId: "a" },
      { embedding },
      { embedder: EMBEDDER, embedding: [1, 0] },
      { embedder: EMBEDDER, embedding: new Float32Array(0) },
      { embedder: EMBEDDER, embedding: Float32Array.of(0, 0) },
      { embedder: EMBEDDER, embedding: Float32Array.of(Number.NaN, 1) },
      { embedder: EMBEDDER, embedding: new Float32Array(100_000).fill(1) },
    ])
      await fails(() => gallery.add(1, source as never), "BAD_PARAM");
    const long = await gallery.add(1, { embedder: EMBEDDER, embedding: Float32Array.of(30, 40) });
    assert.deepEqual(long.embedding, Float32Array.of(0.6, 0.8));
  });

  test("a detection inside of a detection is no source, however deep", async () => {
    const [, gallery] = await fresh();
    await gallery.add(1, { faces: [face(1, 0)] } as never);
    let nested: object = face(1, 0);
    for (let depth = 0; depth < 100_000; depth++) nested = { faces: [nested] };
    await fails(() => gallery.add(2, nested as never), "BAD_PARAM", "source");
  });

  test("vectors of another model or length are refused", async () => {
    const [client, gallery] = await fresh();
    await gallery.add(1, face(1, 0));
    const other = { ...face(1, 0), embedder: "other@0123456789ab" };
    await fails(() => gallery.add(2, other), "BAD_PARAM", "embedder");
    await fails(() => gallery.add(2, face(1, 0, 0)), "BAD_PARAM", "embedding");
    await fails(() => gallery.identify([other]), "BAD_PARAM", "embedder");
    await fails(() => gallery.identify([face(1, 0, 0)]), "BAD_PARAM", "embedding");
    const both = [face(1, 0), face(1, 0, 0)].map((source, i) => ({ id: BigInt(i + 5), source }));
    await fails(() => gallery.addAll(both), "BAD_PARAM", "embedding");
    assert.equal((await gallery.list()).faces.length, 1);
    const mixed = client.gallery("mixed");
    await mixed.create();
    await fails(() => mixed.addAll(both), "BAD_PARAM", "embedding");
    assert.equal((await mixed.add(1, other)).embedder, other.embedder);
  });

  test("metadata has the types that its keys were first used with", async () => {
    const [client, gallery] = await fresh();
    const add = (id: number, meta: object) => gallery.add(id, face(1, 0), { meta: meta as never });
    await add(1, { name: "Ann", age: -41, tags: ["a", "b"], "köy 🎉": "ä🎉" });
    assert.deepEqual(await client.metaTypes(), {
      name: "string",
      age: "integer",
      tags: "strings",
      "köy 🎉": "string",
    });
    for (const meta of [{ name: 1 }, { age: "41" }, { tags: "a" }, { tags: [1] }, { age: 1.5 }, { x: true }])
      await fails(() => add(2, meta), "BAD_PARAM", `meta.${Object.keys(meta)[0]}`);
    for (const meta of [{ x: null }, { x: {} }, { x: "\0" }, { x: "\ud800" }, { x: 2 ** 53 }])
      await fails(() => add(2, meta), "BAD_PARAM", "meta.x");
    for (const meta of [[], "x", 7, JSON.parse('{"__proto__": 1}'), { "": 1 }, { ["x".repeat(201)]: 1 }])
      await fails(() => add(2, meta as object), "BAD_PARAM", "meta");
    await fails(() => gallery.update(1, { meta: { age: "old" } }), "BAD_PARAM", "meta.age");
    const client2 = await world().newClient();
    await client2.gallery("family").create();
    await client2.gallery("family").add(1, face(1, 0), { meta: { name: 7, constructor: "x" } });
    assert.deepEqual(await client2.metaTypes(), { name: "integer", constructor: "string" });
  });

  test("identify finds the most similar faces of several at once", async () => {
    const [, gallery] = await fresh();
    await gallery.add(1, face(1, 0), { meta: { name: "Ann" } });
    await gallery.add(2, face(0.8, 0.6), { meta: { name: "Bob" } });
    await gallery.add(3, face(0, 1), { meta: { name: "Cas" } });
    const probes = [face(1, 0), face(0, 1), face(-1, 0)];
    const found = await gallery.identify(probes, { limit: 2, threshold: 0.75 });
    const short = found.map(({ matches }) =>
      matches.map(({ id, confidence }) => [id, confidence.toFixed(6)]),
    );
    assert.deepEqual(short, [
      [
        [1n, "1.000000"],
        [2n, "0.900000"],
      ],
      [
        [3n, "1.000000"],
        [2n, "0.800000"],
      ],
      [],
    ]);
    assert.equal(found[0]!.matches[0]!.meta.name, "Ann");
    assert.ok(
      found.every(({ liveServers, totalServers }) => liveServers === totalServers && totalServers >= 1),
    );
    const [first] = await gallery.identify([face(1, 0)]);
    assert.deepEqual(
      first!.matches.map(({ id }) => id),
      [1n],
    );
    const [byName] = await gallery.identify([{ gallery: "family", face: 2n }], {
      threshold: "none",
      limit: 9,
    });
    assert.deepEqual(
      byName!.matches.map(({ id }) => id),
      [2n, 1n, 3n],
    );
    for (const threshold of [-0.1, 1.1, "odd", Number.NaN])
      await fails(
        () => gallery.identify(probes, { threshold: threshold as number }),
        "BAD_PARAM",
        "threshold",
      );
    for (const limit of [0, 1.5, -1])
      await fails(() => gallery.identify(probes, { limit }), "BAD_PARAM", "limit");
    assert.deepEqual(await gallery.identify([]), []);
  });

  test("a deleted or replaced face is found no more", async () => {
    const [, gallery] = await fresh();
    await gallery.add(1, face(1, 0));
    await gallery.add(2, face(0.8, 0.6));
    const ids = async () =>
      (await gallery.identify([face(1, 0)], { limit: 5 }))[0]!.matches.map(({ id }) => id);
    assert.deepEqual(await ids(), [1n, 2n]);
    await gallery.delete(1);
    assert.deepEqual(await ids(), [2n]);
    await gallery.add(1, face(0, 1));
    assert.deepEqual(await ids(), [2n]);
    await gallery.drop();
    await gallery.create();
    assert.deepEqual(await ids(), []);
  });

  test("calls end when their time is over or their signal fires", async () => {
    const [, gallery] = await fresh();
    for (const timeout of [0, -1, Number.NaN])
      await fails(() => gallery.list({ timeout }), "BAD_PARAM", "timeout");
    assert.deepEqual((await gallery.list({ timeout: 60_000 })).faces, []);
    const signal = AbortSignal.abort(new Error("mine"));
    await assert.rejects(() => gallery.list({ signal }), /mine/);
    await assert.rejects(() => gallery.add(1, face(1, 0), { signal }), /mine/);
    const never = new Promise<never>(() => {});
    const stuck = world().over({ finder: { find: () => never, close: async () => {} } });
    const client = stuck.client("local");
    await fails(() => client.detect({ image: JPEG, timeout: 20 }), "OVER_CAPACITY", "timeout");
  });
};
