import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import {
  Detection,
  enrolFaces,
  type Face,
  type FaceDocument,
  faceRecord,
  type GalleriesOptions,
  Id,
  identifyPersons,
  Meta,
  randomId,
  stableId,
  type UserDocument,
} from "../../core/mod.ts";
import { makeThumbnail, uploadFolder } from "../../formats/mod.ts";
import { scratch } from "../tools/shell.ts";
import type { Part } from "./suite.ts";
import { EMBEDDER, face, fails, gather } from "./world.ts";

async function* each<T>(...items: T[]) {
  yield* items;
}

/** Documents of faces, their galleries and uploads. */
export const faceTests: Part = (world) => {
  const record = (...values: number[]): Face => ({
    ...face(...values),
    kind: "face",
    faceId: "0123-0",
    bbox: [10, 20, 110, 140],
    sha256: "ab".repeat(32),
    features: { age: 41 },
  });
  const faces = () => world().all.documents.faces;
  const fresh = async (...galleries: string[]): Promise<UserDocument> => {
    const user = await world().newUser();
    for (const gallery of galleries) await world().all.documents.galleries.add(user, gallery);
    return user;
  };
  const add = (user: UserDocument, values: number[], more = {}) =>
    faces().add(user, { ...faces().fromExtractionFace(record(...values)), ...more });

  test("a detected face becomes a document", async () => {
    const made = faces().fromExtractionFace(record(3, 4), { meta: { name: "Ann" }, camId: "door" });
    assert.deepEqual(made, {
      facen: Buffer.from(Float32Array.of(0.6, 0.8).buffer).toString("base64"),
      embedder: EMBEDDER,
      bbox: [10, 20, 110, 140],
      photoHash: "ab".repeat(32),
      meta: { name: "Ann" },
      camId: "door",
      timestamp: "2026-03-08T12:00:00.000Z",
      features: { age: 41 },
      facts: { faceId: "0123-0" },
    });
    const user = await fresh();
    const added = await faces().add(user, made);
    assert.equal(typeof added._id, "bigint");
    assert.deepEqual(added, { ...made, _id: added._id, owner: user._id, galleries: [] });
    assert.deepEqual(await faces().findOne(user, { _id: added._id }), added);
    assert.deepEqual(await faces().findOne(user, { _id: added._id.toString() }), added);
    assert.equal(
      (await faces().fromExtractionFace(record(1, 0), { timestamp: "2026-01-01T01:00:00+01:00" })).timestamp,
      "2026-01-01T00:00:00.000Z",
    );
    assert.throws(() => faces().fromExtractionFace({ kind: "face", faceId: "a" }), { code: "BAD_PARAM" });
    assert.throws(() => faces().fromExtractionFace({ ...record(1, 0), bbox: undefined } as never), {
      code: "BAD_PARAM",
    });
    assert.throws(() => faces().fromExtractionFace(record(1, 0), { timestamp: "soon" }), {
      param: "timestamp",
    });
  });

  test("a face that person identify added is there for gallery add, with all that its record had", async () => {
    const user = await fresh("family");
    const crop = Uint8Array.of(1, 2, 3);
    const seen = { ...record(1, 0), path: "a.jpg", score: 0.5, meta: { name: "Ann" }, crop };
    const { documents } = world().all;
    const stage = identifyPersons({ documents, user, gallery: "family", create: true });
    await gather(stage(each(seen)));
    const gallery = world().all.client(user).gallery("family");
    const counts: number[][] = [];
    const onProgress = (...given: number[]) => counts.push(given);
    await gather(enrolFaces({ gallery, onProgress })(each(seen)));
    assert.deepEqual(counts, [[0, 1]]);
    const entry = await gallery.get(stableId(seen.faceId));
    const { timestamp: _, personId: __, gallery: ___, id: ____, ...again } = faceRecord("family", entry);
    assert.deepEqual(again, seen);
  });

  test("documents that are none are refused", async () => {
    const user = await fresh();
    const good = faces().fromExtractionFace(record(1, 0));
    for (const [param, value] of [
      ["facen", "x"],
      ["facen", ""],
      ["facen", "AAAAAAAAAAA="],
      ["embedder", ""],
      ["bbox", [1, 2]],
      ["bbox", undefined],
      ["timestamp", "x"],
      ["facts", "x"],
      ["facts", { score: "high" }],
      ["crop", "?"],
      ["_id", -1],
    ] as const)
      await fails(() => faces().add(user, { ...good, [param]: value } as never), "BAD_PARAM");
    await fails(() => faces().add(user, { ...good, meta: { a: true } } as never), "BAD_PARAM", "meta.a");
    assert.equal(await faces().count(user), 0);
    const added = await faces().add(user, good);
    for (const field of ["_id", "owner", "facen", "embedder", "galleries", "personId", "photo"])
      await fails(() => faces().updateOne(user, {}, { $set: { [field]: "x" } }), "BAD_PARAM");
    assert.equal((await faces().updateOne(user, { _id: added._id }, { meta: "hello" }))?.meta, "hello");
  });

  test("a clashing id is made anew three times, then it is a conflict", async () => {
    const user = await fresh();
    let calls = 0;
    const withIds = (ids: bigint[]) => {
      calls = 0;
      return world().over({ newId: () => ids[Math.min(calls++, ids.length - 1)]! }).documents.faces;
    };
    const made = faces().fromExtractionFace(record(1, 0));
    assert.equal((await withIds([1n]).add(user, made))._id, 1n);
    assert.equal((await withIds([1n, 1n, 1n, 2n]).add(user, made))._id, 2n);
    await fails(() => withIds([1n]).add(user, made), "CONFLICT", "_id");
    assert.equal(calls, 4);
    await fails(() => faces().add(user, { ...made, _id: 2n }), "CONFLICT", "_id");
    assert.equal((await faces().add(user, { ...made, _id: 3n }))._id, 3n);
  });

  test("a face is put into galleries and taken out of them", async () => {
    const user = await fresh("default", "family");
    const added = await add(user, [1, 0], { meta: "Ann", camId: "door" });
    const inside = await faces().addToGalleries(user, added, ["default", "family"]);
    assert.deepEqual(inside.galleries, ["default", "family"]);
    const gallery = world().all.client(user).gallery("family");
    const entry = await gallery.get(added._id);
    assert.deepEqual([entry.meta, entry.embedding], [{ meta: "Ann", camId: "door" }, Float32Array.of(1, 0)]);
    await fails(() => faces().addToGalleries(user, inside, ["family"]), "CONFLICT", "id");
    await fails(() => faces().addToGalleries(user, added, ["gone"]), "GALLERY_NOT_FOUND", "gallery");
    await fails(() => faces().addToGalleries(user, { ...added, _id: 5n }, ["family"]), "NOT_FOUND", "_id");
    const out = await faces().delFromGalleries(user, inside, ["family", "gone"]);
    assert.deepEqual(out.galleries, ["default"]);
    assert.deepEqual((await faces().delFromGalleries(user, out, ["family"])).galleries, ["default"]);
    await fails(() => gallery.get(added._id), "NOT_FOUND");
    assert.equal((await faces().addToGalleries(user, out, ["family"])).galleries.length, 2);
  });

  test("an id that another face of the gallery has is a conflict", async () => {
    const user = await fresh("family");
    await world().all.client(user).gallery("family").add(7, face(0, 1));
    const added = await add(user, [1, 0], { _id: 7n });
    await fails(() => faces().addToGalleries(user, added, ["family"]), "CONFLICT", "id");
    assert.deepEqual((await faces().findOne(user, { _id: 7n }))?.galleries, []);
  });

  test("a process that ended between vector and document can repeat", async () => {
    const user = await fresh("family");
    const added = await add(user, [1, 0]);
    const whole = { ...face(1, 0), id: added._id, meta: {}, facts: {} };
    await world().store.addFaces(user._id, "family", [whole]);
    assert.deepEqual((await faces().addToGalleries(user, added, ["family"])).galleries, ["family"]);
  });

  test("changed metadata reaches the galleries; a dropped gallery leaves documents that are in another", async () => {
    const user = await fresh("family", "other");
    const made = await add(user, [1, 0], { meta: "Ann" });
    const added = await faces().addToGalleries(user, made, ["family", "other"]);
    await faces().updateOne(user, { _id: added._id }, { meta: "Eve" });
    const gallery = world().all.client(user).gallery("family");
    assert.deepEqual((await gallery.list({ filters: [Meta("meta").oneof("Eve")] })).faces.length, 1);
    await gallery.drop();
    assert.deepEqual((await faces().findOne(user, { meta: "Eve" }))?.galleries, ["other"]);
    assert.equal(await faces().count(user, { galleries: "family" }), 0);
  });

  test("a change reaches the galleries whole, or is not made", async () => {
    const user = await fresh("family");
    const added = await faces().addToGalleries(user, await add(user, [1, 0], { meta: { age: 41 } }), [
      "family",
    ]);
    const update = (change: object) => faces().updateOne(user, { _id: added._id }, { $set: change } as never);
    await fails(() => update({ meta: { age: "old" } }), "BAD_PARAM");
    assert.deepEqual((await faces().findOne(user, {}))?.meta, { age: 41 });
    await update({ bbox: [1, 2, 3, 4], timestamp: "2026-01-01T00:00:00.000Z" });
    const { facts, meta } = await world().all.client(user).gallery("family").get(added._id);
    assert.deepEqual(
      [facts.bbox, facts.timestamp, facts.faceId, meta],
      [...[[1, 2, 3, 4], "2026-01-01T00:00:00.000Z", "0123-0", { age: 41 }]],
    );
  });

  test("a face whose document says that it is in a gallery, and which is not, can be added", async () => {
    const user = await fresh("family");
    const added = await faces().addToGalleries(user, await add(user, [1, 0]), ["family"]);
    await world().store.removeFaces(user._id, "family", [added._id]);
    assert.deepEqual((await faces().addToGalleries(user, added, ["family"])).galleries, ["family"]);
    assert.equal((await world().store.stats(user._id)).vectors, 1);
  });

  test("identify: documents by falling confidence, and faces without one as they are", async () => {
    const user = await fresh("family");
    const put = async (values: number[], meta: string) =>
      faces().addToGalleries(user, await add(user, values, { meta }), ["family"]);
    const ann = await put([1, 0], "Ann");
    const bob = await put([0.8, 0.6], "Bob");
    await put([-1, 0], "Cas");
    await world()
      .all.client(user)
      .gallery("family")
      .add(1, face(0.6, 0.8), { meta: { name: "Eve" } });
    const probe = record(1, 0);
    const found = await faces().identify(user, "family", probe, { limit: 10, threshold: 0.75 });
    assert.deepEqual(
      found.matches.map(({ id }) => id),
      [ann._id, bob._id, 1n],
    );
    assert.deepEqual(
      found.matches.map(({ face: document }) => document?.meta),
      ["Ann", "Bob", undefined],
    );
    assert.equal(found.matches[2]!.entry.meta.name, "Eve");
    assert.deepEqual(
      found.matches.map(({ confidence }) => confidence.toFixed(3)),
      ["1.000", "0.900", "0.800"],
    );
    assert.ok(found.liveServers === found.totalServers);
    assert.equal((await faces().identify(user, "family", ann)).matches.length, 1);
    const filtered = await faces().identify(user, "family", bob, {
      limit: 9,
      threshold: 0,
      filters: [Meta("meta").oneof("Cas", "Bob"), Id.gte(0)],
    });
    assert.deepEqual(
      filtered.matches.map(({ face: document }) => document?.meta),
      ["Bob", "Cas"],
    );
    await fails(() => faces().identify(user, "gone", ann), "GALLERY_NOT_FOUND");
    await fails(
      () => faces().identify(user, "family", ann, { filters: [Detection("x")] }),
      "BAD_PARAM",
      "filters",
    );
    await fails(() => faces().identify(user, "family", record(1, 0, 0)), "BAD_PARAM", "embedding");
  });

  test("uploads lie in a folder, linked from the face, for its owner alone", async () => {
    const user = await fresh();
    const folder = scratch();
    const { documents } = world().over({
      uploads: uploadFolder(folder),
      makeThumbnail,
    } satisfies GalleriesOptions);
    const added = await documents.faces.add(user, faces().fromExtractionFace(record(1, 0)));
    const key = documents.faces.genUploadKey(user, added);
    assert.match(key, new RegExp(`^${user._id}/20260308/${added._id}_[0-9a-f]{12}\\.jpeg$`));
    for (const nobody of ["", "../x", {}])
      assert.throws(() => documents.faces.genUploadKey(nobody as never, added), { param: "user" });
    const photo = await sharp({ create: { width: 200, height: 200, channels: 3, background: "red" } })
      .jpeg()
      .toBuffer();
    await documents.faces.upload(user, added, "photo", photo);
    await documents.faces.upload(user, added, "normalized", photo);
    const linked = await documents.faces.uploadThumbnail(user, added, photo);
    const paths = [linked.photo, linked.normalized, linked.thumbnail].map((link) => fileURLToPath(link!));
    assert.equal(new Set(paths).size, 3);
    for (const path of paths) {
      assert.ok(path.startsWith(`${folder}/${user._id}/20260308/${added._id}_`), path);
      assert.equal(statSync(path).mode & 0o777, 0o600);
    }
    assert.deepEqual(readFileSync(paths[0]!), photo);
    const { width, height } = await sharp(paths[2]!).metadata();
    assert.deepEqual([width, height], [135, 170]);
    const again = await documents.faces.upload(user, added, "photo", photo);
    assert.ok(!existsSync(paths[0]!) && existsSync(fileURLToPath(again.photo!)));

    const moved = await documents.faces.regenerateId(user, again);
    assert.notEqual(moved._id, added._id);
    assert.match(moved.photo!, new RegExp(`/${moved._id}_[0-9a-f]{12}\\.jpeg$`));
    assert.ok(existsSync(fileURLToPath(moved.thumbnail!)) && !existsSync(paths[2]!));
    await documents.faces.removeOne(user, { _id: moved._id });
    assert.ok(!existsSync(fileURLToPath(moved.photo!)));
    assert.ok(!existsSync(`${folder}/${user._id}/20260308`));
  });

  test("what is no JPEG, and no place for it, is refused", async () => {
    const user = await fresh();
    const added = await add(user, [1, 0]);
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff);
    await fails(() => faces().upload(user, added, "photo", jpeg), "NOT_IMPLEMENTED");
    await fails(() => faces().uploadThumbnail(user, added, jpeg), "NOT_IMPLEMENTED");
    const { documents } = world().over({ uploads: uploadFolder(scratch()), makeThumbnail });
    for (const bytes of [new Uint8Array(0), Uint8Array.of(1, 2, 3), "x" as never])
      await fails(() => documents.faces.upload(user, added, "photo", bytes), "BAD_PARAM", "photo");
    await fails(() => documents.faces.upload(user, added, "_id" as never, jpeg), "BAD_PARAM", "kind");
    await fails(() => documents.faces.upload(user, { ...added, _id: 1n }, "photo", jpeg), "NOT_FOUND");
    await fails(() => documents.faces.uploadThumbnail(user, added, jpeg), "EXTRACTION_ERROR");
  });

  test("a renewal that was broken off is repeated", async () => {
    const uploads = uploadFolder(scratch());
    const broken = async (from: string, to: string) => {
      await uploads.move(from, to);
      throw new Error("killed");
    };
    const { faces } = world().over({ uploads }).documents;
    const user = await fresh("family");
    const added = await faces.addToGalleries(user, await add(user, [1, 0]), ["family"]);
    const old = await faces.upload(user, added, "photo", Uint8Array.of(0xff, 0xd8));
    const killed = world().over({ uploads: { ...uploads, move: broken } }).documents.faces;
    await assert.rejects(killed.regenerateId(user, old), /killed/);
    const renewed = await faces.regenerateId(user, old);
    assert.ok(existsSync(fileURLToPath(renewed.photo!)));
    assert.deepEqual(await gather(faces.find(user)), [renewed]);
    assert.deepEqual({ ...renewed, _id: 0n, photo: "" }, { ...old, _id: 0n, photo: "" });
    const { vectors } = await world().store.stats(user._id);
    assert.deepEqual([vectors, await uploads.count(user._id)], [1, 1]);
  });

  test("a new id goes along into the galleries", async () => {
    const user = await fresh("default", "family");
    const old = await faces().addToGalleries(user, await add(user, [1, 0], { meta: "Ann" }), [
      "default",
      "family",
    ]);
    const renewed = await faces().regenerateId(user, old);
    assert.deepEqual({ ...renewed, _id: 0n }, { ...old, _id: 0n });
    const gallery = world().all.client(user).gallery("family");
    await fails(() => gallery.get(old._id), "NOT_FOUND");
    assert.deepEqual((await gallery.get(renewed._id)).embedding, Float32Array.of(1, 0));
    assert.equal(await faces().findOne(user, { _id: old._id }), undefined);
    await fails(() => faces().regenerateId(user, old), "NOT_FOUND");
  });

  test("a document that is removed while it is put into a gallery leaves no vector", async () => {
    for (const moment of ["addFaces", "removeFaces"] as const) {
      const user = await fresh("family", "other");
      const added = await faces().addToGalleries(user, await add(user, [1, 0]), ["other"]);
      const remove = () => faces().removeOne(user, { _id: added._id });
      const put = () => faces().addToGalleries(user, added, ["family"]);
      const [first, second] = moment === "addFaces" ? [put, remove] : [remove, put];
      const { store } = world();
      const original = store[moment];
      Object.assign(store, {
        async [moment](...given: never[]) {
          Object.assign(store, { [moment]: original });
          const answer = await Reflect.apply(original, store, given);
          await second();
          return answer;
        },
      });
      if (moment === "addFaces") await fails(first, "NOT_FOUND");
      else await first();
      const { vectors, documents } = await store.stats(user._id);
      assert.deepEqual([vectors, documents.faces], [0, undefined]);
    }
  });

  test("faces are found by any field, page by page, and removed with their galleries", async () => {
    const user = await fresh("family");
    const all: FaceDocument[] = [];
    for (let i = 0; i < 12; i++) {
      const more = {
        meta: `m${i % 3}`,
        _id: randomId(),
        timestamp: `2026-01-${String(i + 1).padStart(2, "0")}T00:00:00Z`,
      };
      all.push(await add(user, [1, i], more));
    }
    await faces().addToGalleries(user, all[0]!, ["family"]);
    assert.equal(await faces().count(user, { meta: "m1" }), 4);
    assert.equal(await faces().count(user, { galleries: "family" }), 1);
    assert.equal(await faces().count(user, { timestamp: { $gte: "2026-01-03", $lt: "2026-01-06" } }), 3);
    const ids = all.map(({ _id }) => _id).sort((a, b) => (a < b ? -1 : 1));
    const page: bigint[] = [];
    for await (const { _id } of faces().find(
      user,
      { _id: { $lt: ids[8]! } },
      { sort: { _id: -1 }, limit: 3 },
    ))
      page.push(_id);
    assert.deepEqual(page, [ids[7], ids[6], ids[5]]);
    await faces().removeOne(user, { galleries: "family" });
    assert.deepEqual((await world().all.client(user).gallery("family").list()).faces, []);
    assert.equal(await faces().count(user), 11);
  });
};
