/**
 * Clients and the real server: restarts, long lists, tokens, and strangers who try to get at others' faces.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { StoreBackend } from "../../../core/galleries/store_backend.ts";
import { API_ROUTES, galleriesOver, type OpenGalleries, SimilarFace } from "../../../core/mod.ts";
import { openServerClient, openSqliteStore } from "../../../formats/mod.ts";
import { face, HALF } from "../../galleries/world.ts";
import { clientOfServer, serveGalleries } from "../../tools/galleries_server.ts";
import { freePort } from "../../tools/local_server.ts";
import { ask, assertError } from "../../tools/rest_server.ts";
import { JPEG } from "../../tools/slow_finder.ts";

/** Galleries whose photos have one face, and a server that knows users by their real tokens. */
async function open(t: TestContext, port = 0) {
  const finder = {
    find: async () => ({
      faces: [{ ...face(1, 0), kind: "face" as const, faceId: "0123-0", crop: Uint8Array.of(1) }],
      orientation: 1,
      photoHash: "ab".repeat(32),
    }),
    close: async () => {},
  };
  const galleries = galleriesOver(await openSqliteStore(":memory:"), { scaleOf: () => HALF, finder });
  t.after(() => galleries.close());
  return { galleries, ...(await restart(galleries, port)) };
}

async function restart(galleries: OpenGalleries, port = 0) {
  const { users } = galleries.documents;
  const authenticate = (token: string) => users.authenticate(token);
  const server = await serveGalleries(galleries, { port, authenticate });
  return { server, newToken: async () => (await users.add({ name: "somebody" })).token };
}

test("a server that restarts between two calls is not noticed", async (t) => {
  const port = await freePort();
  const { galleries, server, newToken } = await open(t, port);
  const client = await openServerClient(server.address, { token: await newToken() });
  const gallery = client.gallery("family");
  await gallery.create();
  for (let turn = 0, running = server; turn < 3; turn++) {
    await gallery.add(turn, face(1, turn));
    await running.close(0);
    running = (await restart(galleries, port)).server;
    if (turn === 2) t.after(() => running.close(0));
    assert.equal((await gallery.list()).faces.length, turn + 1);
  }
  await client.close();
});

test("a page of 10,000 faces, plain and whole, and as many added at once", async (t) => {
  const { server, newToken } = await open(t);
  t.after(() => server.close(0));
  const client = clientOfServer(server.address, await newToken());
  const gallery = client.gallery("crowd");
  await gallery.create();
  const ids = Array.from({ length: 10_001 }, (_, i) => BigInt(i));
  const outcomes = await gallery.addAll(ids.map((id) => ({ id, source: face(1, Number(id) / 10_000) })));
  assert.ok(outcomes.length === 10_001 && outcomes.every((outcome) => outcome === "added"));
  for (const whole of [false, true]) {
    const { faces, nextPage } = await gallery.list({ limit: 10_000, whole });
    assert.deepEqual(
      faces.map(({ id }) => id),
      ids.slice(0, 10_000),
    );
    assert.equal(faces[77]!.embedding?.length, whole ? 2 : undefined);
    const rest = await gallery.list({ limit: 10_000, whole, page: nextPage! });
    assert.deepEqual([rest.faces[0]!.id, rest.faces.length, rest.nextPage], [10_000n, 1, undefined]);
  }
  const like = await gallery.list({ limit: 1_500, filters: [SimilarFace(face(1, 0), "none")] });
  assert.deepEqual(
    like.faces.map(({ id }) => id),
    ids.slice(0, 1_500),
  );
  const found = await gallery.identify([face(1, 0), face(1, 1), face(1, 0.5)], {
    limit: 5_000,
    threshold: 0,
  });
  for (const { matches } of found)
    assert.ok(matches.length === 5_000 && matches[0]!.confidence > 0.999_999, String(matches[0]!.confidence));
});

test("wrong tokens, and those of users who are not active any more", async (t) => {
  const { galleries, server } = await open(t);
  t.after(() => server.close(0));
  const refused = { name: "RemoteError", code: "AUTH_FAILED", status: 401, exit: 2 };
  await assert.rejects(() => openServerClient(server.address), refused);
  await assert.rejects(() => openServerClient(server.address, { token: "wrong" }), refused);
  const { users } = galleries.documents;
  const { user, token } = await users.add({ name: "Ann" });
  const client = await openServerClient(server.address, { token });
  await users.setActive(user, false);
  await assert.rejects(() => client.listGalleries(), refused);
  await client.close();
});

test("what is Ann's does not exist for Eve: galleries, faces, detections, pages, uploads", async (t) => {
  const { galleries, server, newToken } = await open(t);
  t.after(() => server.close(0));
  const [ann, eve] = [await newToken(), await newToken()];
  const [anns, eves] = [clientOfServer(server.address, ann), clientOfServer(server.address, eve)];
  const family = anns.gallery("family");
  await family.create();
  for (const id of [1, 2, 3]) await family.add(id, face(1, 0), { meta: { secret: "Ann" } });
  const { nextPage = "" } = await family.list({ limit: 1 });
  const detection = await anns.detect({ image: JPEG });
  const { _id: annId } = await galleries.documents.users.authenticate(ann);
  const asEve = (method: string, path: string, params: object = {}) =>
    ask(server, method, `/api/1${path}`, {
      token: eve,
      way: method === "GET" ? "query" : "json",
      params: { ...params },
    });

  assert.deepEqual((await eves.listGalleries()).galleries, []);
  assert.deepEqual(await eves.metaTypes(), {});
  const source = { gallery: "family", face: "1" };
  for (const [method, path, params] of [
    ["DELETE", "/galleries/family/", {}],
    ["GET", "/galleries/family/faces/1/", {}],
    ["PUT", "/galleries/family/faces/1/", { meta: {} }],
    ["DELETE", "/galleries/family/faces/1/", {}],
    ["POST", "/galleries/family/list/", { page: nextPage }],
    ["POST", "/galleries/family/add/", { faces: [{ id: "1", source: detection.id }] }],
    ["POST", "/galleries/family/identify/", { faces: [source] }],
  ] as const)
    assertError(await asEve(method, path, params), 404, "GALLERY_NOT_FOUND", "gallery");

  await eves.gallery("family").create();
  assertError(await asEve("POST", "/galleries/family/list/", { page: nextPage }), 400, "BAD_PARAM", "page");
  assertError(await asEve("GET", "/galleries/family/faces/1/"), 404, "NOT_FOUND", "id");
  const add = (given: unknown) =>
    asEve("POST", "/galleries/family/add/", { faces: [{ id: "9", source: given }] });
  assertError(await add(source), 404, "SOURCE_NOT_FOUND", "face");
  for (const given of [
    detection.id,
    { id: detection.id, index: 0 },
    { detection: { id: detection.id, index: 0 } },
  ])
    assertError(await add(given), 410, "CACHE_ERROR", "detection");
  const like = [{ filter: "detection", detection: detection.id, threshold: 0 }];
  assertError(
    await asEve("POST", "/galleries/family/list/", { filters: like }),
    410,
    "CACHE_ERROR",
    "detection",
  );
  for (const [name, value] of [
    ["user", annId],
    ["owner", annId],
  ] as const)
    assertError(await asEve("GET", "/galleries/", { [name]: value }), 400, "BAD_PARAM", name);
  for (const path of [
    `/uploads/${annId}/`,
    "/galleries/..%2f..%2fmetrics/x/",
    "/galleries/family/../../../../etc/passwd",
  ])
    assert.equal((await asEve("GET", path)).status, 404);
  assert.equal((await family.list()).faces.length, 3);
  assert.deepEqual((await eves.gallery("family").list()).faces, []);
});

test("questions that are none get 400 with param, and never 500", async (t) => {
  const { server, newToken } = await open(t);
  t.after(() => server.close(0));
  const token = await newToken();
  const client = clientOfServer(server.address, token);
  await client.gallery("g").create();
  const { embedder } = face(1, 0);
  const vector = { embedder, embedding: "AACAPw==" };
  const big = "x".repeat(70_000);
  for (const [path, params, param] of [
    ["list", { limit: 1001 }, "limit"],
    ["list", { limit: 101, whole: true }, "limit"],
    ["list", { odd: 1 }, "odd"],
    ["list", { filters: "{" }, "filters"],
    ["list", { filters: [{ filter: "id", op: "oneof", values: new Array(10_001).fill(1) }] }, "filters"],
    ["list", { filters: [{ filter: "detection", detection: {}, threshold: 0 }] }, "detection"],
    ["list", { filters: [{ filter: "face", threshold: 0 }] }, "face"],
    ["list", { filters: [{ filter: "face", face: { gallery: {}, face: "1" }, threshold: 0 }] }, "source"],
    ["list", { filters: [{ filter: "face", face: { gallery: "g", face: {} }, threshold: 0 }] }, "face"],
    ["identify", {}, "faces"],
    ["identify", { faces: 7 }, "faces"],
    ["identify", { faces: [null] }, "faces"],
    ["identify", { faces: [7] }, "faces"],
    ["identify", { faces: [{ __proto__: 1 }] }, "source"],
    ["identify", { faces: new Array(1001).fill("x") }, "faces"],
    ["identify", { faces: new Array(2).fill("x"), limit: 5_001 }, "limit"],
    ["identify", { faces: [vector], threshold: "odd" }, "threshold"],
    ["identify", { faces: [{ ...vector, embedding: "?" }] }, "embedding"],
    ["identify", { faces: [{ ...vector, embedding: [1] }] }, "embedding"],
    ["identify", { faces: [{ ...vector, embedding: "AADAfw==" }] }, "embedding"],
    ["identify", { faces: [{ embedding: "AACAPw==" }] }, "embedder"],
    ["add", { faces: [{ source: vector }] }, "id"],
    ["add", { faces: [{ id: 1 }] }, "source"],
    ["add", { faces: [{ id: 1, source: { ...vector, crop: "A".repeat(400_000) } }] }, "crop"],
    ["add", { faces: [{ id: 1, source: { ...vector, note: big } }] }, "meta"],
    ["add", { faces: [{ id: 1, source: vector, meta: { a: 1.5 } }] }, "meta.a"],
    ["add", { faces: [{ id: 1, source: vector, meta: 7 }] }, "meta"],
    ["add", { faces: [{ id: 1, source: vector, person: "x" }] }, "person"],
    ["add", { faces: [{ id: 1, source: { ...vector, bbox: "x" } }] }, "bbox"],
  ] as const) {
    const got = await ask(server, "POST", `/api/1/galleries/g/${path}/`, { token, way: "json", params });
    assertError(got, 400, "BAD_PARAM", param);
  }
  for (const params of [{}, { image: "http://a/", url: "http://a/" }, { detector: "yunet" }, { url: "" }]) {
    const got = await ask(server, "POST", "/api/1/detect/", { token, way: "json", params });
    assert.equal(got.status, 400, JSON.stringify(got.body));
  }
});

test("the documentation has every route of the interface, and every method of a client has one", async (t) => {
  const { server } = await open(t);
  t.after(() => server.close(0));
  const { body } = await ask(server, "GET", "/openapi.json");
  for (const { method, path, params } of API_ROUTES.routes) {
    const described = body.paths[`/api/1${path}`]?.[method.toLowerCase()];
    assert.ok(described?.summary, path);
    const text = JSON.stringify(described);
    for (const name of Object.keys(params)) assert.ok(text.includes(JSON.stringify(name)), `${path} ${name}`);
  }
  assert.equal(API_ROUTES.routes.length, Object.getOwnPropertyNames(StoreBackend.prototype).length - 2);
});
