import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Client,
  Detection,
  type Face,
  FacepipeError,
  SimilarFace,
  type UserDocument,
} from "../../core/mod.ts";
import { JPEG } from "../tools/slow_finder.ts";
import type { Part } from "./suite.ts";
import { face, fails, gather } from "./world.ts";

/**
 * One user never sees, changes, or can infer another's data: whatever Eve calls gives exactly what
 * it gives where Ann has nothing at all.
 */
export const isolationTests: Part = (world) => {
  const record: Face = { ...face(1, 0), kind: "face", faceId: "0123-0", bbox: [0, 0, 1, 1] };
  const finder = {
    find: async () => ({ faces: [record], orientation: 1, photoHash: "" }),
    close: async () => {},
  };
  let turn = 0;

  /** All that Ann may have, under ids and names that Eve knows. */
  const furnish = async (user: UserDocument) => {
    const { documents, client } = world().over({ finder, newId: () => BigInt(100 + (turn++ % 10)) });
    turn = 0;
    const mine = client(user);
    const gallery = mine.gallery("family");
    await gallery.create();
    await gallery.add(1, face(1, 0), { meta: { name: "Ann", secret: 7 } });
    const detection = await mine.detect({ image: JPEG });
    const person = await documents.persons.add(user, { name: "Ann" });
    const added = await documents.faces.add(user, { ...documents.faces.fromExtractionFace(record), _id: 5n });
    const inside = await documents.faces.addToGalleries(user, added, ["family"]);
    await documents.persons.assign(user, inside, person._id);
    const camera = await documents.cameras.add(user, { meta: "door" });
    await documents.counters.add(user, "visits", 4_141_414);
    return { detection, person, face: inside, camera };
  };

  type Known = Awaited<ReturnType<typeof furnish>>;

  /** Every method that a user can call, aimed at Ann's things. */
  const attacks = (
    eve: UserDocument,
    client: Client,
    known: Known,
  ): Record<string, () => Promise<unknown>> => {
    const { faces, galleries, cameras, persons, counters } = world().over({
      finder,
      newId: () => 100n,
    }).documents;
    const gallery = client.gallery("family");
    const id = known.person._id;
    const stores = Object.entries({ faces, galleries, cameras, persons, counters }).flatMap(
      ([name, store]) => {
        const all = store as typeof cameras;
        return Object.entries({
          find: () => gather(all.find(eve)),
          findOne: () => all.findOne(eve),
          "find by owner": () => gather(all.find(eve, { owner: known.face.owner })),
          "find by id": () =>
            gather(all.find(eve, { _id: { $in: ["family", "visits", "5", "100", known.camera._id] } })),
          count: () => all.count(eve, { $or: [{ owner: known.face.owner }, { meta: "door" }] }),
          updateOne: () => all.updateOne(eve, {}, { $set: { note: "x" } }),
          updateMany: () => all.updateMany(eve, {}, { $set: { note: "x" } }),
          removeOne: () => all.removeOne(eve, {}),
          wrapped: () => all.wrapInModel(Object).findOne(eve),
        }).map(([method, call]) => [`${name} ${method}`, call] as const);
      },
    );
    return {
      ...Object.fromEntries(stores),
      listGalleries: () => client.listGalleries(),
      metaTypes: () => client.metaTypes(),
      list: () => gallery.list(),
      "list similar": () => gallery.list({ filters: [SimilarFace(face(1, 0), 0)] }),
      get: () => gallery.get(1),
      update: () => gallery.update(1, { meta: { name: "Eve" } }),
      delete: () => gallery.delete(1),
      add: () => gallery.add(1, face(1, 0)),
      addAll: () => gallery.addAll([{ id: 1n, source: face(1, 0) }]),
      identify: () => gallery.identify([face(1, 0)]),
      drop: () => gallery.drop(),
      "faces identify": () => faces.identify(eve, "family", record),
      "faces regenerateId": () => faces.regenerateId(eve, known.face),
      "faces addToGalleries": () => faces.addToGalleries(eve, known.face, ["family"]),
      "faces delFromGalleries": () => faces.delFromGalleries(eve, known.face, ["family"]),
      "faces upload": () => faces.upload(eve, known.face, "photo", Uint8Array.of(0xff, 0xd8)),
      "persons identify": () => persons.identify(eve, known.face, "family", { create: true }),
      "persons assign": () => persons.assign(eve, known.face, id),
      "persons isFriend": () => persons.isFriend(eve, id, "door"),
      "persons merge": () => persons.merge(eve, id, 101n),
      "persons split": () => persons.split(eve, id, [5n]),
      "persons rename": () => persons.rename(eve, id, "Eve"),
      "persons hide": () => persons.hide(eve, id),
      "counters next": () => counters.next(eve, "visits"),
      // Own names and ids are free, whoever else has them.
      create: () => gallery.create(),
      "add again": async () => (await gallery.add(1, face(1, 0, 0), { meta: { secret: "text" } })).id,
      "identify again": async () => (await gallery.identify([face(1, 0, 0)]))[0]!.matches.length,
      "their detection": () => gallery.add(2, known.detection.id),
      "their detected face": () => gallery.list({ filters: [Detection(known.detection.id)] }),
      "their face": () => gallery.add(2, { gallery: "other", face: 1n }),
      "faces add": async () =>
        (await faces.add(eve, { ...faces.fromExtractionFace(record), _id: 5n })).galleries,
      "persons add": async () => (await persons.add(eve))._id,
      "counters add": async () => (await counters.add(eve, "visits")).value,
      "counters next again": () => counters.next(eve, "visits"),
      "their person": () => persons.assign(eve, { ...known.face, owner: eve._id }, 101n),
    };
  };

  const outcome = async (call: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await call();
    } catch (error) {
      return error instanceof FacepipeError ? [error.code, error.message, error.param] : String(error);
    }
  };

  /** What a user has, as its owner sees it. */
  const inventory = async (user: UserDocument) => {
    const { documents } = world().all;
    const {
      bytes: _,
      indexedVectors: __,
      liveServers: live,
      totalServers: total,
      ...stats
    } = await world().store.stats(user._id);
    return {
      stats,
      faces: (await world().all.client(user).gallery("family").list({ whole: true })).faces,
      documents: await Promise.all(
        [documents.faces, documents.galleries, documents.cameras, documents.persons, documents.counters].map(
          (store) => gather(store.find(user) as AsyncIterable<object>),
        ),
      ),
      types: await world().all.client(user).metaTypes(),
    };
  };

  test("every method behaves as if the other user had nothing, and leaves the other's things alone", async () => {
    const [ann, eve, lonely] = [await world().newUser(), await world().newUser(), await world().newUser()];
    const known = await furnish(ann);
    const before = await inventory(ann);
    const clientOf = (user: UserDocument) => world().over({ finder }).client(user);
    const eveCalls = attacks(eve, clientOf(eve), known);
    const lonelyCalls = attacks(lonely, clientOf(lonely), {
      ...known,
      detection: { ...known.detection, id: known.detection.id },
    });
    for (const [name, call] of Object.entries(eveCalls)) {
      const seen = JSON.stringify(await outcome(call), hideUsers);
      const expected = JSON.stringify(await outcome(lonelyCalls[name]!), hideUsers);
      assert.equal(seen, expected, name);
      assert.ok(!/"Ann"|secret.*7|"door"|4141414/.test(seen ?? ""), `${name} shows ${seen}`);
      assert.deepEqual(await inventory(ann), before, `${name} changes what is not Eve's`);
    }
    function hideUsers(_: string, value: unknown): unknown {
      if (typeof value === "bigint") return value.toString();
      return value === eve._id || value === lonely._id ? "me" : value;
    }
  });

  test("to somebody else a gallery, a face, a person and a detection do not exist", async () => {
    const [ann, eve] = [await world().newUser(), await world().newUser()];
    const known = await furnish(ann);
    const client = world().over({ finder }).client(eve);
    const { documents } = world().all;
    assert.deepEqual((await client.listGalleries()).galleries, []);
    await fails(() => client.gallery("family").list(), "GALLERY_NOT_FOUND");
    await client.gallery("family").create();
    await fails(() => client.gallery("family").get(1), "NOT_FOUND");
    await fails(() => client.gallery("family").add(9, known.detection.id), "CACHE_ERROR");
    await fails(() => documents.persons.rename(eve, known.person._id, "x"), "NOT_FOUND");
    await fails(() => documents.faces.addToGalleries(eve, known.face, ["family"]), "NOT_FOUND");
    assert.equal(await documents.cameras.findOne(eve, { _id: known.camera._id }), undefined);
  });

  test("removing one user leaves the others alone", async () => {
    const [ann, eve] = [await world().newUser(), await world().newUser()];
    await furnish(ann);
    await furnish(eve);
    const before = await inventory(ann);
    await world().all.documents.users.remove(eve);
    assert.deepEqual(await inventory(ann), before);
  });
};
