import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import type { Face, GalleriesOptions, UserDocument } from "../../core/mod.ts";
import { uploadFolder } from "../../formats/mod.ts";
import { seeded } from "../tools/random_vectors.ts";
import { scratch } from "../tools/shell.ts";
import type { Part } from "./suite.ts";
import { EMBEDDER, fails } from "./world.ts";

/** What is deleted is gone: from counts, files, uploads and kept detections. */
export const forgettingTests: Part = (world) => {
  const random = seeded(1);
  /** A face whose vector and crop can be recognised anywhere. */
  const secret = (): Face & { embedding: Float32Array; crop: Uint8Array } => {
    const values = Float32Array.from({ length: 64 }, () => random() - 0.5);
    const length = Math.hypot(...values);
    return {
      kind: "face",
      faceId: "0123-0",
      bbox: [0, 0, 1, 1],
      embedder: EMBEDDER,
      embedding: values.map((value) => value / length),
      crop: Uint8Array.from(randomBytes(600)),
    };
  };
  const bytesOf = (vector: Float32Array) => new Uint8Array(vector.buffer);
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);

  const scene = async () => {
    const folder = scratch();
    const uploads = uploadFolder(folder);
    const one = secret();
    const finder = {
      find: async () => ({ faces: [one], orientation: 1, photoHash: "" }),
      close: async () => {},
    };
    const options: GalleriesOptions = { uploads, finder };
    const { documents, client } = world().over(options);
    const user = await world().newUser();
    const mine = client(user);
    await mine.gallery("family").create();
    const { faces } = await mine.detect({ image: "a.jpg", returnFacen: true });
    return { uploads, one, documents, mine, user, detected: faces[0]! };
  };

  /** Asserts that nothing of a face is left anywhere. */
  const assertForgotten = async (user: UserDocument, one: ReturnType<typeof secret>, documents: object) => {
    const { store, place } = world();
    await store.forget();
    const {
      bytes: _,
      galleries: __,
      documents: left,
      liveServers: live,
      totalServers: total,
      ...stats
    } = await store.stats(user._id);
    assert.deepEqual(stats, { faces: 0, vectors: 0, crops: 0, indexedVectors: 0 });
    const { metaTypes: ___, galleries: ____, ...rest } = left;
    assert.deepEqual(rest, documents);
    if (!place.holds) return;
    for (const bytes of [bytesOf(one.embedding), one.crop]) {
      assert.ok(!place.holds(bytes.subarray(0, 64)), "the bytes are still there");
      const base64 = Buffer.from(bytes.subarray(0, 48)).toString("base64");
      assert.ok(!place.holds(Buffer.from(base64)), "the base64 is still there");
    }
  };

  test("before, everything is there", async () => {
    const { one, mine, user, detected } = await scene();
    await mine.gallery("family").add(1, detected);
    const {
      bytes,
      indexedVectors: _,
      liveServers: live,
      totalServers: total,
      ...stats
    } = await world().store.stats(user._id);
    const documents = { galleries: 1, detections: 1 };
    assert.deepEqual(stats, { galleries: 1, faces: 1, vectors: 1, crops: 1, documents });
    assert.ok(bytes >= 0);
    if (world().place.holds) assert.ok(world().place.holds!(bytesOf(one.embedding).subarray(0, 64)));
  });

  test("a face of a gallery, with the detection that it came from", async () => {
    const { one, mine, user, detected } = await scene();
    const gallery = mine.gallery("family");
    await gallery.add(1, detected);
    await gallery.identify([detected]);
    await gallery.delete(1);
    await assertForgotten(user, one, {});
  });

  test("a document of a face, with its galleries, uploads and detection", async () => {
    const { one, user, detected, documents, uploads } = await scene();
    const { faces } = documents;
    const added = await faces.add(user, faces.fromExtractionFace(detected));
    await faces.addToGalleries(user, added, ["family"]);
    await faces.upload(user, added, "photo", jpeg);
    assert.equal(await uploads.count(user._id), 1);
    await faces.removeOne(user, { _id: added._id });
    assert.equal(await uploads.count(user._id), 0);
    await assertForgotten(user, one, {});
  });

  test("a gallery", async () => {
    const { one, mine, user, detected } = await scene();
    await mine.gallery("family").add(1, detected);
    await mine.gallery("family").identify([detected]);
    await mine.gallery("family").drop();
    await assertForgotten(user, one, {});
    assert.equal((await world().store.stats(user._id)).galleries, 0);
  });

  for (const way of ["deleted", "dropped"])
    test(`a face that has a document, ${way} from its last gallery`, async () => {
      const { one, mine, user, detected, documents, uploads } = await scene();
      const { faces } = documents;
      await mine.gallery("other").create();
      const added = await faces.add(user, faces.fromExtractionFace(detected));
      await faces.addToGalleries(user, added, ["family", "other"]);
      await faces.upload(user, added, "photo", jpeg);
      await mine.gallery("family").delete(added._id);
      assert.deepEqual((await faces.findOne(user, {}))?.galleries, ["other"]);
      if (way === "deleted") await mine.gallery("other").delete(added._id);
      else await mine.gallery("other").drop();
      assert.equal(await uploads.count(user._id), 0);
      assert.equal(await faces.count(user), 0);
      await mine.gallery("family").drop();
      await assertForgotten(user, one, {});
    });

  test("a person", async () => {
    const { one, user, detected, documents, uploads } = await scene();
    const { faces, persons } = documents;
    const added = await faces.add(user, faces.fromExtractionFace(detected));
    await faces.addToGalleries(user, added, ["family"]);
    await faces.upload(user, added, "normalized", jpeg);
    const [person] = await persons.identify(user, added, "family", { create: true });
    await persons.removeOne(user, { _id: person! });
    assert.equal(await uploads.count(user._id), 0);
    await assertForgotten(user, one, {});
  });

  test("a person whose face of a gallery came from a detection", async () => {
    const { one, mine, user, detected, documents } = await scene();
    await mine.gallery("family").add(1, detected);
    const [person] = await documents.persons.identify(user, one, "family", { create: true });
    await documents.persons.removeOne(user, { _id: person! });
    await assertForgotten(user, one, {});
  });

  test("nothing goes without its uploads", async () => {
    const { mine, user, detected, documents, uploads } = await scene();
    const added = await documents.faces.add(user, documents.faces.fromExtractionFace(detected));
    await documents.faces.addToGalleries(user, added, ["family"]);
    await documents.faces.upload(user, added, "photo", jpeg);
    const { faces, users } = world().all.documents;
    await fails(() => faces.removeOne(user, {}), "BAD_PARAM", "uploads");
    await fails(() => world().all.client(user).gallery("family").drop(), "BAD_PARAM", "uploads");
    await fails(() => users.remove(user), "BAD_PARAM", "uploads");
    assert.equal((await mine.gallery("family").list()).faces.length, 1);
    assert.equal(await uploads.count(user._id), 1);
  });

  test("a detection whose time is over", async () => {
    const { user } = await scene();
    const { clock, over } = world();
    const now = new Date(clock.now.getTime() + 2 * 3_600_000);
    await over({ now: () => now }).forget();
    assert.equal((await world().store.stats(user._id)).documents.detections, undefined);
  });

  test("a user", async () => {
    const { one, mine, user, detected, documents, uploads } = await scene();
    const { faces, cameras, counters, users } = documents;
    await mine.gallery("family").add(1, detected);
    const added = await faces.add(user, faces.fromExtractionFace(detected));
    await faces.addToGalleries(user, added, ["family"]);
    await faces.upload(user, added, "photo", jpeg);
    await cameras.add(user, {});
    await counters.add(user, "visits");
    await users.remove(user);
    assert.equal(await uploads.count(user._id), 0);
    await assertForgotten(user, one, {});
    assert.deepEqual((await world().store.stats(user._id)).documents, {});
  });
};
