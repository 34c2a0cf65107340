import assert from "node:assert/strict";
import { before, test } from "node:test";
import type {
  CameraDocument,
  DocumentFilter,
  DocumentUpdate,
  FindOptions,
  UserDocument,
} from "../../core/mod.ts";
import type { Part } from "./suite.ts";
import { fails, gather } from "./world.ts";

/** Stores of documents: every operator, sorts, limits, updates; and the stores of galleries, cameras, counters. */
export const documentTests: Part = (world) => {
  let user: UserDocument;
  const cameras = () => world().all.documents.cameras;
  const fill = async (who: UserDocument) => {
    for (const fields of [
      { meta: "a", x: { n: 1 }, tags: ["red", "blue"], when: "2026-01-01" },
      { meta: "b", x: { n: 2, deep: [{ v: 1 }, { v: 2 }] }, tags: ["red"] },
      { meta: "c", x: { n: "2" }, tags: [], none: null },
      { meta: "d", x: [{ n: 5 }, { n: 7 }], big: 18446744073709551615n },
      { meta: "ê", y: true },
    ])
      await cameras().add(who, fields as Partial<CameraDocument>);
  };
  before(async () => {
    user = await world().newUser();
    await fill(user);
  });

  const metas = async (filter: DocumentFilter, options: FindOptions = { sort: { meta: 1 } }) =>
    (await gather(cameras().find(user, filter, options))).map(({ meta }) => meta).join("");
  const holds = (name: string, filter: object, expected: string) =>
    test(`${name}: ${JSON.stringify(filter, (_, v) => (typeof v === "bigint" ? `${v}` : v))}`, async () => {
      assert.equal(await metas(filter as DocumentFilter), expected);
      assert.equal(await cameras().count(user, filter as DocumentFilter), [...expected].length);
    });

  holds("all", {}, "abcdê");
  holds("equal", { meta: "b" }, "b");
  holds("$eq", { meta: { $eq: "b" } }, "b");
  holds("$ne", { meta: { $ne: "b" } }, "acdê");
  holds("numbers and text differ", { "x.n": 2 }, "b");
  holds("$gt", { "x.n": { $gt: 1 } }, "bd");
  holds("$gte", { "x.n": { $gte: 2 } }, "bd");
  holds("$lt", { "x.n": { $lt: 2 } }, "a");
  holds("$lte", { "x.n": { $lte: 2 } }, "ab");
  holds("a range", { "x.n": { $gt: 1, $lt: 5 } }, "b");
  holds("text from", { meta: { $gte: "c" } }, "cdê");
  holds("$in", { meta: { $in: ["a", "d", "zz", 5] } }, "ad");
  holds("$in of none", { meta: { $in: [] } }, "");
  holds("$nin", { meta: { $nin: ["a", "d"] } }, "bcê");
  holds("$all", { tags: { $all: ["blue", "red"] } }, "a");
  holds("$all of none", { tags: { $all: [] } }, "");
  holds("$exists", { tags: { $exists: true } }, "abc");
  holds("$exists not", { "x.deep": { $exists: false } }, "acdê");
  holds("null and absent", { none: null }, "abcdê");
  holds("null exists", { none: { $exists: true } }, "c");
  holds("not null", { big: { $ne: null } }, "d");
  holds("$and", { $and: [{ tags: "red" }, { "x.n": 1 }] }, "a");
  holds("$or", { $or: [{ meta: "a" }, { y: true }] }, "aê");
  holds("$not of operators", { "x.n": { $not: { $gte: 2 } } }, "acê");
  holds("$not of a filter", { $not: { tags: { $exists: true } } }, "dê");
  holds("all fields hold", { tags: "red", meta: "b" }, "b");
  holds("a member of a list", { tags: "red" }, "ab");
  holds("a whole list", { tags: ["red"] }, "b");
  holds("an empty list", { tags: [] }, "c");
  holds("in objects of lists", { "x.deep.v": 2 }, "b");
  holds("by place in a list", { "x.1.n": 7 }, "d");
  holds("members of lists of objects", { "x.n": 7 }, "d");
  holds("a whole object", { x: { n: 1 } }, "a");
  holds("an id", { big: 18446744073709551615n }, "d");
  holds("an id as text", { big: "18446744073709551615" }, "d");
  holds("an id above", { big: { $gt: 5 } }, "d");
  holds("inherited names are no fields", { constructor: { $exists: true } }, "");

  test("malformed filters are refused", async () => {
    const deep = (n: number): object => (n === 0 ? { a: 1 } : { $and: [deep(n - 1)] });
    for (const filter of [
      7,
      [],
      { $odd: 1 },
      { a: { $odd: 1 } },
      { a: { $in: 1 } },
      { a: { $nin: {} } },
      { a: { $all: "x" } },
      { a: { $exists: 1 } },
      { a: { $not: 5 } },
      { a: { $not: {} } },
      { a: { $gt: null } },
      { a: { $gt: [] } },
      { a: { $gt: 1, b: 2 } },
      { a: { $eq: undefined } },
      { a: () => 1 },
      { $and: [] },
      { $and: {} },
      { $or: [7] },
      { $not: 7 },
      { "": 1 },
      { ["a".repeat(600)]: 1 },
      deep(1_000),
    ]) {
      await fails(() => cameras().findOne(user, filter as never), "BAD_PARAM", "filter");
      await fails(
        () => cameras().updateMany(user, filter as never, { $set: { z: 1 } }),
        "BAD_PARAM",
        "filter",
      );
      await fails(() => cameras().removeOne(user, filter as never), "BAD_PARAM", "filter");
    }
  });

  test("sort, skip and limit", async () => {
    assert.equal(await metas({}, { sort: { meta: -1 } }), "êdcba");
    assert.equal(await metas({}, { sort: { meta: 1 }, skip: 1, limit: 2 }), "bc");
    assert.equal(await metas({}, { sort: { meta: 1 }, limit: 0 }), "");
    assert.equal(await metas({}, { sort: { meta: 1 }, skip: 9 }), "");
    assert.equal(await metas({}, { sort: { tags: -1, meta: 1 } }).then((text) => text.length), 5);
    assert.equal(await metas({}, { sort: { "x.n": -1, meta: -1 } }), "cdbaê");
    const ids = async (options: FindOptions) =>
      (await gather(cameras().find(user, {}, options))).map(({ _id }) => _id);
    const rising = await ids({});
    assert.deepEqual(rising, [...rising].sort());
    assert.deepEqual(await ids({ sort: { _id: -1 } }), [...rising].reverse());
    assert.deepEqual(await ids({ skip: 1, limit: 3 }), rising.slice(1, 4));
    const [low, , middle, , high] = rising as [string, string, string, string, string];
    const between = await gather(
      cameras().find(user, { _id: { $gt: low, $lte: middle } }, { sort: { _id: -1 } }),
    );
    assert.deepEqual(
      between.map(({ _id }) => _id),
      [middle, rising[1]],
    );
    assert.equal(await cameras().count(user, { _id: { $in: [low, high, "nobody"] } }), 2);
    for (const options of [{ skip: -1 }, { limit: 1.5 }, { sort: {} }, { sort: { a: 2 } }])
      await fails(() => metas({}, options as FindOptions), "BAD_PARAM", Object.keys(options)[0]);
  });

  test("many documents come in order, sorted or not", async () => {
    const who = await world().newUser();
    const { counters } = world().all.documents;
    for (let i = 0; i < 1_200; i += 100)
      await Promise.all(Array.from({ length: 100 }, (_, j) => counters.add(who, `c${i + j}`, (i + j) % 7)));
    assert.equal(await counters.count(who), 1_200);
    const top = await gather(counters.find(who, {}, { sort: { value: -1, _id: 1 }, limit: 3 }));
    assert.deepEqual(
      top.map(({ _id }) => _id),
      ["c1000", "c1007", "c1014"],
    );
    assert.equal((await gather(counters.find(who, { value: 6 }))).length, 171);
  });

  test("updateOne gives back what was, or what became", async () => {
    const who = await world().newUser();
    await fill(who);
    const update = (change: DocumentUpdate, returnDocument?: "before" | "after") =>
      cameras().updateOne(who, { meta: "a" }, change, returnDocument && { returnDocument });
    assert.deepEqual(
      ((await update({ $set: { "x.n": 2, "new.deep": 1n } }, "before")) as never as { x: object }).x,
      { n: 1 },
    );
    const after = (await update({
      $inc: { "x.n": 3, count: 1 },
      $unset: { when: "" },
      $addToSet: { tags: "green" },
    })) as never as Record<string, unknown>;
    assert.deepEqual(
      [after.x, after.new, after.count, after.when, after.tags],
      [{ n: 5 }, { deep: 1n }, 1, undefined, ["red", "blue", "green"]],
    );
    const pulled = (await update({
      $pull: { tags: "red", absent: 1 },
      $addToSet: { list: { a: 1 } },
    })) as never as Record<string, unknown>;
    assert.deepEqual([pulled.tags, pulled.list], [["blue", "green"], [{ a: 1 }]]);
    assert.equal((await update({ url: "http://a" }))?.url, "http://a");
    assert.equal(((await update({ $set: { "tags.0": "x" } })) as never as { tags: string[] }).tags[0], "x");
    assert.equal(await cameras().updateOne(who, { meta: "nobody" }, { $set: { z: 1 } }), undefined);
    await fails(() => update({ $set: { z: 1 } }, "odd" as "after"), "BAD_PARAM", "returnDocument");
    assert.equal((await cameras().updateOne(who, {}, { $set: { z: 1 } }, { sort: { meta: -1 } }))?.meta, "ê");
    assert.equal(await cameras().updateMany(who, { tags: { $exists: true } }, { $set: { seen: true } }), 3);
    assert.equal(await cameras().count(who, { seen: true }), 3);
    assert.equal(await cameras().updateMany(who, { seen: true }, { $unset: { seen: 1 } }), 3);
    assert.equal(await cameras().count(who, { seen: true }), 0);
  });

  test("malformed updates are refused, and change nothing", async () => {
    const who = await world().newUser();
    await fill(who);
    for (const update of [
      7,
      {},
      [],
      { $odd: { a: 1 } },
      { $set: 7 },
      { $set: { a: 1 }, b: 2 },
      { $set: { _id: "x" } },
      { $set: { "_id.x": 1 } },
      { owner: "x" },
      { $unset: { owner: 1 } },
      { $inc: { a: "1" } },
      { $inc: { meta: 1 } },
      { $addToSet: { meta: 1 } },
      { $pull: { meta: 1 } },
      { $set: { "meta.x": 1 } },
      { $set: { "tags.9": 1 } },
      { $set: { "": 1 } },
      { $set: { "a..b": 1 } },
      { $set: { a: { $b: 1 } } },
      { $set: { a: Number.NaN } },
      { $set: { a: "\ud800" } },
      { $set: { a: "\0" } },
      { $set: { a: () => 1 } },
      { $set: { enabled: "yes" } },
      { $set: { rot: 45 } },
      { $set: { roi: [1, 2, 3] } },
      { $set: JSON.parse('{"__proto__": 1}') },
      { $set: JSON.parse('{"a.__proto__": 1}') },
    ])
      await fails(() => cameras().updateOne(who, { meta: "a" }, update as never), "BAD_PARAM");
    assert.deepEqual(((await cameras().findOne(who, { meta: "a" })) as never as { tags: object }).tags, [
      "red",
      "blue",
    ]);
  });

  test("removeOne removes the first that matches", async () => {
    const who = await world().newUser();
    await fill(who);
    assert.equal((await cameras().removeOne(who, {}, { sort: { meta: -1 } }))?.meta, "ê");
    assert.equal((await cameras().removeOne(who, { tags: "red" }, { sort: { meta: 1 } }))?.meta, "a");
    assert.equal(await cameras().removeOne(who, { meta: "a" }), undefined);
    assert.equal(await cameras().count(who), 3);
  });

  test("documents come as instances of a class", async () => {
    class Camera {
      readonly label: string;
      constructor({ meta }: CameraDocument) {
        this.label = `camera ${meta}`;
      }
    }
    const wrapped = cameras().wrapInModel(Camera);
    const sort = { meta: 1 as const };
    assert.deepEqual(
      (await gather(wrapped.find(user, { tags: "red" }, { sort }))).map(({ label }) => label),
      ["camera a", "camera b"],
    );
    assert.ok((await wrapped.findOne(user, { meta: "c" })) instanceof Camera);
    assert.equal(await wrapped.findOne(user, { meta: "nobody" }), undefined);
    assert.equal(await wrapped.count(user, { tags: "red" }), 2);
    const who = await world().newUser();
    await fill(who);
    assert.equal((await wrapped.updateOne(who, { meta: "a" }, { meta: "new" }))?.label, "camera new");
    assert.equal(await wrapped.updateMany(who, { meta: "new" }, { meta: "newer" }), 1);
    assert.equal((await wrapped.removeOne(who, { meta: "newer" }))?.label, "camera newer");
    class Other {}
    assert.ok((await wrapped.wrapInModel(Other).findOne(who)) instanceof Other);
  });

  test("cameras have a UUID, and fields of their types", async () => {
    const camera = await cameras().add(user, {
      meta: "door",
      url: "rtsp://a",
      rot: 90,
      roi: [10, 20, 0, 5],
      detector: "opencv",
    });
    assert.match(camera._id, /^[0-9a-f-]{36}$/);
    assert.deepEqual([camera.enabled, camera.owner], [true, user._id]);
    assert.deepEqual(await cameras().findOne(user, { _id: camera._id }), camera);
    for (const bad of [{ rot: 1 }, { roi: [1, 2, 3, -4] }, { enabled: 1 }, { meta: 7 }, { url: {} }])
      await fails(() => cameras().add(user, bad as never), "BAD_PARAM", Object.keys(bad)[0]);
    await cameras().removeOne(user, { _id: camera._id });
  });

  test("galleries and their documents come and go together", async () => {
    const who = await world().newUser();
    const { galleries } = world().all.documents;
    const client = world().all.client(who);
    const added = await galleries.add(who, "family");
    assert.deepEqual(added, {
      _id: "family",
      owner: who._id,
      name: "family",
      createdAt: "2026-03-08T12:00:00.000Z",
    });
    await fails(() => galleries.add(who, "family"), "CONFLICT", "gallery");
    await fails(() => galleries.add(who, ""), "BAD_PARAM", "gallery");
    await fails(() => client.gallery("family").create(), "CONFLICT", "gallery");
    assert.deepEqual((await client.listGalleries()).galleries, [{ name: "family", number: 0 }]);
    await client.gallery("friends").create();
    assert.deepEqual(
      (await gather(galleries.find(who))).map(({ name }) => name),
      ["family", "friends"],
    );
    await galleries.updateOne(who, { name: "family" }, { $set: { note: "ours" } });
    await fails(() => galleries.updateOne(who, {}, { $set: { name: "x" } }), "BAD_PARAM");
    assert.equal((await galleries.removeOne(who, { note: "ours" }))?.name, "family");
    await client.gallery("friends").drop();
    assert.equal(await galleries.count(who), 0);
    assert.deepEqual((await client.listGalleries()).galleries, []);
  });

  test("counters rise by one, whoever counts at once", async () => {
    const who = await world().newUser();
    const { counters } = world().all.documents;
    await assert.rejects(() => counters.next(who, "visits"), TypeError);
    assert.deepEqual(await counters.add(who, "visits"), { _id: "visits", owner: who._id, value: 0 });
    await fails(() => counters.add(who, "visits"), "CONFLICT", "name");
    await fails(() => counters.add(who, ""), "BAD_PARAM", "name");
    assert.equal(await counters.next(who, "visits"), 1);
    const values = await Promise.all(Array.from({ length: 30 }, () => counters.next(who, "visits")));
    assert.deepEqual(
      values.sort((a, b) => a - b),
      Array.from({ length: 30 }, (_, i) => i + 2),
    );
    await counters.add(who, "odd", 7);
    for (const value of ["x", null, 1.5, 2 ** 53 - 1]) {
      await counters.updateOne(who, { _id: "odd" }, { $set: { value } });
      await assert.rejects(() => counters.next(who, "odd"), RangeError);
    }
  });
};
