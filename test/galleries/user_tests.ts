import assert from "node:assert/strict";
import { test } from "node:test";
import { LOCAL_USER } from "../../core/mod.ts";
import type { Part } from "./suite.ts";
import { face, fails, gather } from "./world.ts";

/** Users, their tokens, and what they may do. */
export const userTests: Part = (world) => {
  test("a user is active, and its token is known to nobody else", async () => {
    const { users } = world().all.documents;
    const { user, token } = await users.add({ name: "Ann" });
    assert.match(user._id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(user, {
      _id: user._id,
      owner: "",
      name: "Ann",
      active: true,
      createdAt: "2026-03-08T12:00:00.000Z",
    });
    assert.match(token, /^[\w-]{43}$/);
    assert.deepEqual(await users.authenticate(token), user);
    assert.deepEqual(await users.require(user._id), user);
    assert.notEqual((await users.add({ name: "Ann" })).token, token);
    const { rows } = await world().store.pageDocuments("", "users", { conditions: [], limit: 100 });
    assert.ok(rows.every(({ body }) => !body.includes(token)));
    for (const name of ["", "  ", "a\nb", "x".repeat(201), 7 as never])
      await fails(() => users.add({ name }), "BAD_PARAM", "name");
  });

  test("tokens that are nobody's, or of somebody inactive, are refused alike", async () => {
    const { users } = world().all.documents;
    const { user, token } = await users.add({ name: "Bob" });
    for (const bad of [
      "",
      "x",
      token.slice(1),
      `${token}=`,
      token.toLowerCase(),
      "x".repeat(5_000),
      undefined as never,
    ])
      await fails(() => users.authenticate(bad), "AUTH_FAILED");
    assert.equal((await users.setActive(user, false)).active, false);
    await fails(() => users.authenticate(token), "AUTH_FAILED");
    await fails(() => users.require(user), "AUTH_FAILED");
    await users.setActive(user, true);
    assert.equal((await users.authenticate(token))._id, user._id);
    await fails(() => users.setActive("nobody", true), "NOT_FOUND", "user");
  });

  test("users are found, and removed with all they have", async () => {
    const { users, cameras } = world().all.documents;
    const { user, token } = await users.add({ name: "Zoë" });
    await cameras.add(user, {});
    const gallery = world().all.client(user).gallery("g");
    await gallery.create();
    await gallery.add(1, face(1, 0));
    assert.equal((await users.findOne({ name: "Zoë" }))?._id, user._id);
    assert.equal(await users.count({ name: "Zoë", active: true }), 1);
    assert.deepEqual(
      (await gather(users.find({ _id: user._id }))).map(({ name }) => name),
      ["Zoë"],
    );
    await users.remove(user);
    await fails(() => users.authenticate(token), "AUTH_FAILED");
    assert.equal(await users.count({ name: "Zoë" }), 0);
    const { bytes: _, liveServers: live, totalServers: total, ...left } = await world().store.stats(user._id);
    assert.deepEqual(left, {
      galleries: 0,
      faces: 0,
      vectors: 0,
      crops: 0,
      documents: {},
      indexedVectors: 0,
    });
    await fails(() => users.remove(user), "NOT_FOUND", "user");
  });

  test("whoever may open the store is the local user", async () => {
    const { users } = world().all.documents;
    assert.equal((await users.require(LOCAL_USER))._id, LOCAL_USER);
    assert.deepEqual((await world().all.client(LOCAL_USER).listGalleries()).galleries, []);
  });

  test("nothing is done for users that are unknown or inactive", async () => {
    const { documents } = world().all;
    const { users, faces, galleries, cameras, persons, counters } = documents;
    const { user } = await users.add({ name: "Cas" });
    await users.setActive(user, false);
    for (const who of [user, user._id, "nobody", "", undefined as never]) {
      const client = world().all.client(who);
      const gallery = client.gallery("g");
      const document = { _id: 1n } as never;
      for (const call of [
        () => client.listGalleries(),
        () => client.metaTypes(),
        () => client.detect({ image: "a.jpg" }),
        () => gallery.create(),
        () => gallery.drop(),
        () => gallery.list(),
        () => gallery.add(1, face(1, 0)),
        () => gallery.addAll([]),
        () => gallery.get(1),
        () => gallery.update(1, { meta: {} }),
        () => gallery.delete(1),
        () => gallery.identify([]),
        () => galleries.add(who, "g"),
        () => cameras.add(who, {}),
        () => persons.add(who),
        () => persons.assign(who, document, 1n),
        () => persons.identify(who, document, "g"),
        () => persons.isFriend(who, 1n, "c"),
        () => persons.merge(who, 1n, 2n),
        () => persons.split(who, 1n, [2n]),
        () => persons.rename(who, 1n, "x"),
        () => persons.hide(who, 1n),
        () => counters.add(who, "c"),
        () => counters.next(who, "c"),
        () => faces.add(who, {} as never),
        () => faces.regenerateId(who, document),
        () => faces.addToGalleries(who, document, []),
        () => faces.delFromGalleries(who, document, []),
        () => faces.identify(who, "g", face(1, 0) as never),
        () => faces.upload(who, document, "photo", new Uint8Array(2)),
        ...[faces, galleries, cameras, persons, counters].flatMap((store) => [
          () => gather<unknown>(store.find(who)),
          () => store.findOne(who),
          () => store.count(who),
          () => store.removeOne(who, {}),
          () => store.updateOne(who, {}, { $set: { x: 1 } }),
          () => store.updateMany(who, {}, { $set: { x: 1 } }),
          () => store.wrapInModel(class {}).findOne(who),
        ]),
      ])
        await fails(call as () => Promise<unknown>, "AUTH_FAILED");
    }
  });
};
