import assert from "node:assert/strict";
import { test } from "node:test";
import { type Face, type FaceDocument, Meta, type UserDocument } from "../../core/mod.ts";
import type { Part } from "./suite.ts";
import { face, fails, gather } from "./world.ts";

/** Persons: who a face is, friends, merging and splitting. */
export const personTests: Part = (world) => {
  const documents = () => world().all.documents;
  const record = (angle: number): Face => ({
    ...face(Math.cos(angle), Math.sin(angle)),
    kind: "face",
    faceId: "0123-0",
    bbox: [0, 0, 1, 1],
  });
  const fresh = async (): Promise<UserDocument> => {
    const user = await world().newUser();
    await documents().galleries.add(user, "all");
    return user;
  };
  const put = async (user: UserDocument, angle: number, more = {}): Promise<FaceDocument> => {
    const { faces } = documents();
    const added = await faces.add(user, { ...faces.fromExtractionFace(record(angle)), ...more });
    return faces.addToGalleries(user, added, ["all"]);
  };
  const current = async (user: UserDocument, { _id }: FaceDocument) =>
    (await documents().faces.findOne(user, { _id }))!;

  test("persons are added, renamed, hidden and found", async () => {
    const user = await fresh();
    const { persons } = documents();
    const ann = await persons.add(user, { name: "Ann" });
    assert.deepEqual(ann, {
      _id: ann._id,
      owner: user._id,
      name: "Ann",
      hidden: false,
      createdAt: "2026-03-08T12:00:00.000Z",
    });
    assert.equal(typeof ann._id, "bigint");
    assert.equal((await persons.rename(user, ann._id, "Zoë")).name, "Zoë");
    assert.equal((await persons.hide(user, ann._id)).hidden, true);
    assert.deepEqual(await gather(persons.find(user, { hidden: false })), []);
    assert.equal((await persons.hide(user, ann._id, false)).hidden, false);
    assert.equal((await persons.findOne(user, { name: "Zoë" }))?._id, ann._id);
    for (const name of ["", "a\nb", "x".repeat(501), 7 as never]) {
      await fails(() => persons.rename(user, ann._id, name), "BAD_PARAM", "name");
      await fails(() => persons.add(user, { name }), "BAD_PARAM", "name");
    }
    await fails(() => persons.hide(user, ann._id, "x" as never), "BAD_PARAM", "hidden");
    await fails(() => persons.rename(user, 1n, "x"), "NOT_FOUND", "_id");
    await fails(() => persons.hide(user, -1n), "BAD_PARAM", "person");
  });

  test("identify makes persons of faces that are like nobody, and knows them again", async () => {
    const user = await fresh();
    const { persons } = documents();
    const first = await put(user, 0);
    assert.deepEqual(await persons.identify(user, first, "all"), []);
    const [ann] = await persons.identify(user, first, "all", { create: true });
    assert.equal((await current(user, first)).personId, ann);
    const again = await put(user, 0.1);
    assert.deepEqual(await persons.identify(user, again, "all", { create: true, threshold: 0.9 }), [ann]);
    assert.equal((await current(user, again)).personId, ann);
    const other = await put(user, 2);
    const [bob] = await persons.identify(user, other, "all", { create: true, threshold: 0.9 });
    assert.notEqual(bob, ann);
    assert.deepEqual(await persons.identify(user, record(1.9), "all", { threshold: 0.1 }), [bob, ann]);
    assert.deepEqual(await persons.identify(user, record(-1.5), "all", { threshold: 0.95 }), []);
    assert.equal(await persons.count(user), 2);
    await fails(() => persons.identify(user, first, "gone"), "GALLERY_NOT_FOUND");
    await fails(() => persons.identify(user, first, "all", { threshold: 7 }), "BAD_PARAM", "threshold");
  });

  test("several faces of somebody new at once are one person", async () => {
    const user = await fresh();
    const { persons } = documents();
    const faces = await Promise.all([0, 0.01, 0.02].map((angle) => put(user, angle)));
    const found = await Promise.all(
      faces.map((one) => persons.identify(user, one, "all", { create: true, threshold: 0.9 })),
    );
    assert.equal(new Set(found.flat()).size, 1);
    assert.equal(await persons.count(user), 1);
    await fails(() => persons.identify(user, faces[0]!, "gone", { create: true }), "GALLERY_NOT_FOUND");
  });

  test("filters keep identification to a camera", async () => {
    const user = await fresh();
    const { persons } = documents();
    const door = await put(user, 0, { camId: "door" });
    const [ann] = await persons.identify(user, door, "all", { create: true });
    const filters = (camId: string) => ({ create: true, filters: [Meta("camId").oneof(camId)] });
    assert.deepEqual(
      await persons.identify(user, await put(user, 0, { camId: "door" }), "all", filters("door")),
      [ann],
    );
    const [other] = await persons.identify(
      user,
      await put(user, 0, { camId: "gate" }),
      "all",
      filters("gate"),
    );
    assert.notEqual(other, ann);
  });

  test("a face that was added without a document gets its person too", async () => {
    const user = await fresh();
    const { persons } = documents();
    const gallery = world().all.client(user).gallery("all");
    await gallery.add(7, face(1, 0));
    const [ann] = await persons.identify(user, record(0.1), "all", { create: true });
    assert.equal((await gallery.get(7)).person, ann);
    assert.deepEqual(await persons.identify(user, record(0), "all"), [ann]);
  });

  test("a friend was seen by this camera on five days of the last seven", async () => {
    const user = await fresh();
    const { persons } = documents();
    const { _id: ann } = await persons.add(user);
    const now = new Date("2026-03-08T12:00:00Z");
    const see = async (day: string, camId = "door") => {
      const seen = await put(user, 0, { camId, timestamp: `2026-${day}:00Z` });
      return persons.assign(user, seen, ann);
    };
    for (const day of [
      "03-01T23:59",
      "03-02T00:00",
      "03-04T08:00",
      "03-04T20:00",
      "03-05T12:00",
      "03-06T12:00",
    ])
      await see(day);
    assert.equal(await persons.isFriend(user, ann, "door", { now }), false);
    assert.equal(await persons.isFriend(user, ann, "door", { now, days: 4 }), true);
    assert.equal(await persons.isFriend(user, ann, "door", { now, within: 8 }), true);
    await see("03-08T12:01");
    assert.equal(await persons.isFriend(user, ann, "door", { now }), false);
    await see("03-07T12:00", "gate");
    assert.equal(await persons.isFriend(user, ann, "door", { now }), false);
    assert.equal((await see("03-08T12:00")).friend, true);
    assert.equal(await persons.isFriend(user, ann, "door", { now }), true);
    assert.equal(await persons.isFriend(user, ann, "gate", { now }), false);
    await fails(() => persons.isFriend(user, 1n, "door"), "NOT_FOUND");
    for (const rule of [{ days: 0 }, { within: 0 }, { days: 1.5 }])
      await fails(() => persons.isFriend(user, ann, "door", rule), "BAD_PARAM");
  });

  test("two persons become one, and the old id still leads there", async () => {
    const user = await fresh();
    const { persons, faces } = documents();
    const gallery = world().all.client(user).gallery("all");
    const [a, b, c] = [
      await persons.add(user, { name: "Ann" }),
      await persons.add(user),
      await persons.add(user),
    ];
    const one = await persons.assign(user, await put(user, 0), a._id);
    const two = await persons.assign(user, await put(user, 2), b._id);
    await gallery.add(7, face(0, -1));
    await world().store.updateFace(user._id, "all", 7n, { person: b._id });
    assert.equal((await persons.merge(user, c._id, b._id))._id, c._id);
    assert.equal((await persons.merge(user, a._id, c._id)).name, "Ann");
    assert.equal((await current(user, two)).personId, a._id);
    assert.equal((await gallery.get(7)).person, a._id);
    assert.equal(await faces.count(user, { personId: a._id }), 2);
    assert.deepEqual(await persons.identify(user, record(2), "all", { threshold: 0.99 }), [a._id]);
    assert.equal((await persons.rename(user, b._id, "Anne"))._id, a._id);
    assert.equal((await persons.merge(user, a._id, b._id))._id, a._id);
    assert.equal((await persons.merge(user, a._id, a._id))._id, a._id);
    assert.equal((await current(user, one)).personId, a._id);
    await fails(() => persons.merge(user, a._id, 1n), "NOT_FOUND", "_id");
    await fails(() => persons.updateOne(user, { _id: a._id }, { $set: { mergedInto: 5n } }), "BAD_PARAM");
  });

  test("faces are split off into a new person", async () => {
    const user = await fresh();
    const { persons, faces } = documents();
    const ann = await persons.add(user, { name: "Ann" });
    const all = [await put(user, 0), await put(user, 1), await put(user, 2)];
    for (const one of all) await persons.assign(user, one, ann._id);
    const split = await persons.split(user, ann._id, [all[1]!._id, all[2]!._id]);
    assert.notEqual(split._id, ann._id);
    assert.equal(await faces.count(user, { personId: split._id }), 2);
    assert.deepEqual(await persons.identify(user, record(2), "all", { threshold: 0.99 }), [split._id]);
    await fails(() => persons.split(user, ann._id, [all[1]!._id]), "BAD_PARAM", "faces");
    await fails(() => persons.split(user, ann._id, []), "BAD_PARAM", "faces");
    const nobody = await persons.assign(user, all[0]!, undefined);
    assert.equal(nobody.personId, undefined);
  });

  test("a person goes with all its faces", async () => {
    const user = await fresh();
    const { persons, faces } = documents();
    const [ann, old] = [await persons.add(user, { name: "Ann" }), await persons.add(user)];
    await persons.assign(user, await put(user, 0), ann._id);
    await persons.assign(user, await put(user, 0), old._id);
    await put(user, 2);
    await persons.merge(user, ann._id, old._id);
    const gallery = world().all.client(user).gallery("all");
    await gallery.add(7, face(1, 0));
    await world().store.updateFace(user._id, "all", 7n, { person: ann._id });
    assert.equal((await persons.removeOne(user, { name: "Ann" }))?._id, ann._id);
    assert.equal(await persons.count(user), 0);
    assert.equal(await faces.count(user), 1);
    assert.equal((await gallery.list()).faces.length, 1);
  });
};
