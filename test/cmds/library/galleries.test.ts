import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import sharp from "sharp";
import type { GalleriesSettings } from "../../../cmds/mod.ts";
import { Client, Detection, Face, Gallery, Id, Meta, openClient, openGalleries } from "../../../cmds/mod.ts";
import { termText } from "../../../core/mod.ts";
import { TEST_MODELS } from "../../tools/default_pack.ts";
import { serve } from "../../tools/local_server.ts";
import { SAMPLE_PATHS } from "../../tools/networks.ts";
import { scratch } from "../../tools/shell.ts";

const settings = (): GalleriesSettings => ({
  db: join(scratch(), "galleries.db"),
  modelsDir: TEST_MODELS,
  workers: 1,
  offline: true,
});
const photo = SAMPLE_PATHS[0]!;

test("opening galleries removes detections whose time is over", async () => {
  const { store, ...galleries } = await openGalleries(settings());
  after(() => galleries.close());
  const expires = "2026-01-01T00:00:00.000Z";
  const body = JSON.stringify({ _id: "a", owner: "local", expires, uses: [], faces: [] });
  const terms = [{ field: "expires", text: termText(expires) }];
  await store.insertDocument("local", "detections", { key: "a", body, terms, version: 1 });
  const again = await openGalleries({ ...settings(), db: store.address });
  after(() => again.close());
  while ((await store.stats("local")).documents.detections) await setTimeout(5);
});

test("a photo's faces are detected, added, and found again", async (t) => {
  const client = await openClient(settings());
  after(() => client.close());
  assert.ok(client instanceof Client);
  const family = client.gallery("family");
  assert.ok(family instanceof Gallery);
  await family.create();
  const found = await client.detect({ image: photo, age: true, gender: true });
  assert.ok(found.faces.length >= 3, `${found.faces.length} faces`);
  assert.deepEqual([found.orientation, found.photoHash.length], [1, 64]);
  assert.ok(found.faces.every(({ embedding, features }) => !embedding && features?.age && features.gender));
  for (const [i, face] of found.faces.entries()) await family.add(i, face, { meta: { place: i } });
  for (const index of found.faces.keys()) {
    const filters = [Detection({ id: found.id, index }, 0.9), Meta("place").gte(0), Id.lte(1_000)];
    assert.deepEqual(
      (await family.list({ filters })).faces.map(({ id }) => id),
      [BigInt(index)],
    );
  }
  const same = await family.list({ filters: [Face({ gallery: "family", face: 0n }, "strict")] });
  assert.deepEqual(
    same.faces.map(({ meta }) => meta.place),
    [0],
  );

  await t.test("from bytes and from an address, with the same faces", async (t) => {
    const bytes = readFileSync(photo);
    const fromBytes = await client.detect({ image: bytes });
    assert.deepEqual(
      fromBytes.faces.map(({ bbox }) => bbox),
      found.faces.map(({ bbox }) => bbox),
    );
    const address = await serve(t, (_, response) => response.end(bytes));
    await assert.rejects(() => client.detect({ url: `${address}/a.jpg` }), {
      code: "BAD_PARAM",
      param: "url",
    });
    const open = await openClient({ ...settings(), allowPrivateUrls: true });
    const fromUrl = await open.detect({ url: `${address}/a.jpg`, facen: false });
    await open.close();
    assert.equal(fromUrl.faces.length, found.faces.length);
    assert.ok(fromUrl.faces.every(({ embedder }) => embedder === undefined));
  });

  await t.test("with the features that were asked for, whatever others ask for", async () => {
    const [both, age, none] = await Promise.all(
      [{ age: true, gender: true }, { age: true }, {}].map((wanted) =>
        client.detect({ image: photo, facen: false, ...wanted }),
      ),
    );
    const features = (answer: typeof both) => Object.keys(answer?.faces[0]?.features ?? {}).sort();
    assert.deepEqual(
      [features(both), features(age), features(none)],
      [["age", "gender", "genderScore"], ["age"], []],
    );
  });

  await t.test("without paths, where the opener says so", async () => {
    const open = await openClient({ ...settings(), allowPaths: false });
    const image = readFileSync(photo);
    for (const [request, param] of [
      [{ image: photo }, "image"],
      [{ image, detector: "../pack" }, "detector"],
    ] as const)
      await assert.rejects(() => open.detect(request), { code: "BAD_PARAM", param });
    assert.equal((await open.detect({ image, facen: false })).faces.length, found.faces.length);
    await open.close();
  });

  await t.test("of a turned photo, with autorotate", async () => {
    const turned = await sharp(photo).rotate(90).jpeg().toBuffer();
    const upright = await client.detect({ image: turned, autorotate: true, returnFacen: true });
    assert.ok(upright.faces.length >= found.faces.length);
    const known = await family.identify(upright.faces, { threshold: "medium" });
    assert.ok(known.some(({ matches }) => matches.length === 1));
  });

  await t.test("what is no photo", async () => {
    await assert.rejects(() => client.detect({ image: "gone.jpg" }), { code: "SOURCE_NOT_FOUND" });
    await assert.rejects(() => client.detect({ image: Buffer.from("x") }), { code: "EXTRACTION_ERROR" });
    await assert.rejects(() => client.detect({ image: photo, detector: "none-such" }), { exit: 5 });
  });
});

test("a client is a user, by id or token", async () => {
  const { db } = settings();
  const galleries = await openGalleries({ db: db! });
  const { user, token } = await galleries.documents.users.add({ name: "Ann" });
  await galleries.client(user).gallery("mine").create();
  await galleries.close();
  for (const who of [{ token }, { user: user._id }]) {
    const client = await openClient({ db: db!, ...who });
    assert.deepEqual((await client.listGalleries()).galleries, [{ name: "mine", number: 0 }]);
    await client.close();
  }
  const local = await openClient({ db: db! });
  assert.deepEqual((await local.listGalleries()).galleries, []);
  await local.close();
  for (const who of [{ token: "x" }, { user: "nobody" }])
    await assert.rejects(() => openClient({ db: db!, ...who }), { code: "AUTH_FAILED" });
});
