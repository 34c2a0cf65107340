/**
 * What shards have to bear: one out of service, addresses in another order, work that broke off.
 * @module
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { galleriesOver, LOCAL_USER, Meta } from "../../../../core/mod.ts";
import { openSqliteStore, openStore, shardOfFace } from "../../../../formats/mod.ts";
import { freePort } from "../../../tools/local_server.ts";
import { NO_POSTGRES, startPostgres } from "../../../tools/postgres_server.ts";
import { document, face, idsOf, makeGallery, searchFor, unitVector } from "../store_fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "facepipe-shards-"));
let files = 0;
after(() => rmSync(folder, { recursive: true }));

function newFiles(count: number): string[] {
  return Array.from({ length: count }, () => join(folder, `${++files}.db`));
}

async function open(t: TestContext, urls: readonly string[]) {
  const store = await openStore(urls);
  t.after(() => store.close());
  return store;
}

test("the shard of an id never changes, and ids spread evenly", () => {
  const known = [0n, 1n, 2n, 3n, 12345678901234567890n, 2n ** 64n - 1n];
  assert.deepEqual(
    [1, 2, 3, 16].map((shards) => known.map((id) => shardOfFace(id, shards))),
    [
      [0, 0, 0, 0, 0, 0],
      [0, 1, 0, 0, 1, 1],
      [0, 1, 1, 2, 2, 0],
      [0, 5, 10, 0, 7, 11],
    ],
  );
  for (const step of [1n, 2n, 4096n, 2n ** 40n]) {
    const counts = [0, 0, 0, 0];
    for (let i = 0n; i < 8_000n; i++) counts[shardOfFace(i * step, 4)]!++;
    for (const count of counts) assert.ok(count > 1_800 && count < 2_200, `${step}: ${counts}`);
  }
});

test("faces lie where their ids say, documents on the first shard", async (t) => {
  const urls = newFiles(3);
  const store = await open(t, urls);
  await makeGallery(store, "ann", "g");
  await store.addFaces(
    "ann",
    "g",
    Array.from({ length: 30 }, (_, i) => face(i)),
  );
  await store.insertDocument("ann", "persons", document("p"));
  await store.close();
  for (const [i, url] of urls.entries()) {
    const shard = await openSqliteStore(url);
    const ids = await idsOf(shard, "ann", "g");
    assert.ok(ids.length > 3);
    assert.ok(ids.every((id) => shardOfFace(id, 3) === i));
    assert.equal((await shard.stats("ann")).documents.persons, i === 0 ? 1 : undefined);
    await shard.close();
  }
});

test("shards in another order or number, one alone, or a database in use are refused", async (t) => {
  const [a, b, c] = newFiles(3) as [string, string, string];
  const used = await openSqliteStore(c);
  await makeGallery(used, "local", "g");
  await used.close();
  await (await openStore([a, b])).close();
  for (const [urls, reason] of [
    [[b, a], /as shard 1 of 2: it is number 2 of 2: name all shards, in the order/],
    [[a, b, ...newFiles(1)], /it is number 1 of 2/],
    [[a, a], /as shard 2 of 2: it is number 1 of 2/],
    [[a], /it holds a part of the faces: name all 2 shards/],
    [[...newFiles(1), c], /as shard 2 of 2: it holds faces already/],
    [[], /expected a path or postgres/],
  ] as const)
    await assert.rejects(openStore(urls), (error: Error & { code?: string; exit?: number }) => {
      assert.deepEqual([error.code, error.exit], ["BAD_PARAM", 2]);
      assert.match(error.message, reason);
      return true;
    });
  await assert.rejects(openStore(b), { code: "BAD_PARAM" });
  await (await open(t, [a, b])).listGalleries("ann");
});

test("a shard out of service is STORAGE_ERROR, or left out where that is wanted", async (t) => {
  const server = await startPostgres();
  if (!server) return t.skip(NO_POSTGRES);
  t.after(() => server.stop());
  const urls = [...newFiles(1), await server.newDatabase(), ...newFiles(1)];
  const store = await open(t, urls);
  await makeGallery(store, "ann", "g");
  const ids = Array.from({ length: 40 }, (_, i) => BigInt(i));
  await store.addFaces(
    "ann",
    "g",
    ids.map((id) => face(id)),
  );
  await server.kill();
  const lost = { code: "STORAGE_ERROR", exit: 6 };
  const search = searchFor(unitVector(1), { limit: Infinity });
  const ignoreErrors = { ignoreErrors: true };
  const live = { liveServers: 2, totalServers: 3 };
  const left = ids.filter((id) => shardOfFace(id, 3) !== 1);
  await assert.rejects(store.listGalleries("ann"), lost);
  await assert.rejects(store.pageFaces("ann", "g", { conditions: [], limit: 5 }), lost);
  await assert.rejects(store.searchFaces("ann", "g", search), lost);
  await assert.rejects(store.addFaces("ann", "g", [face(100), face(101), face(102), face(103)]), lost);
  await assert.rejects(store.dropGallery("ann", "g"), lost);
  const page = await store.pageFaces("ann", "g", { conditions: [], limit: 100 }, ignoreErrors);
  assert.deepEqual({ ...page, rows: [] }, { ...live, rows: [] });
  assert.deepEqual(
    page.rows.map(({ id }) => id).filter((id) => id < 100n),
    left,
  );
  const found = await store.searchFaces("ann", "g", search, ignoreErrors);
  assert.deepEqual([found.rows.length, found.liveServers], [page.rows.length, 2]);
  assert.deepEqual((await store.countFaces("ann", "g", [], ignoreErrors)).rows, [page.rows.length]);
  assert.deepEqual({ ...(await store.listGalleries("ann", ignoreErrors)), rows: [] }, { ...live, rows: [] });
  assert.deepEqual(
    (await store.readFaces("ann", "g", ids, ignoreErrors)).rows.map(({ id }) => id),
    left,
  );
  assert.ok((await store.stats("ann", ignoreErrors)).faces >= left.length);
  await assert.rejects(store.pageFaces("ann", "none", { conditions: [], limit: 1 }, ignoreErrors), {
    code: "GALLERY_NOT_FOUND",
  });
  // A process that starts now does without it too, and everybody finds it again when it is back.
  const later = await open(t, urls);
  assert.equal((await later.countFaces("ann", "g", [], ignoreErrors)).liveServers, 2);
  await server.start();
  for (const one of [store, later]) {
    const all = await idsOf(one, "ann", "g", { limit: 100 });
    assert.deepEqual(
      all.filter((id) => id < 100n),
      ids,
    );
  }
  await store.dropGallery("ann", "g");
});

test("where no shard answers, nothing is ignored", async () => {
  const port = await freePort();
  const urls = ["a", "b"].map((name) => `postgres://ann:s3cret@127.0.0.1:${port}/${name}`);
  await assert.rejects(openStore(urls), (error: Error & { code?: string }) => {
    assert.equal(error.code, "STORAGE_ERROR");
    return !error.message.includes("s3cret");
  });
});

test("without the first shard, lists and searches answer where that is wanted", async (t) => {
  const server = await startPostgres();
  if (!server) return t.skip(NO_POSTGRES);
  t.after(() => server.stop());
  const store = await open(t, [await server.newDatabase(), ...newFiles(1)]);
  const client = galleriesOver(store).client(LOCAL_USER);
  const gallery = client.gallery("g");
  await gallery.create();
  const { embedder, embedding } = face(1);
  const ids = Array.from({ length: 20 }, (_, i) => BigInt(i));
  await gallery.addAll(ids.map((id) => ({ id, source: { embedder, embedding }, meta: { half: 1 } })));
  await server.kill();
  const options = { ignoreErrors: true, filters: [Meta("half").oneof(1)], limit: 30, threshold: 0 };
  await assert.rejects(client.metaTypes(), { code: "STORAGE_ERROR" });
  await assert.rejects(gallery.list(), { code: "STORAGE_ERROR" });
  const onSecond = ids.filter((id) => shardOfFace(id, 2) === 1);
  const servers = { liveServers: 1, totalServers: 2 };
  const { faces, ...listed } = await gallery.list(options);
  assert.deepEqual([faces.map(({ id }) => id), listed], [onSecond, servers]);
  const [found] = await gallery.identify([{ embedder, embedding }], options);
  assert.deepEqual([found!.matches.length, found!.liveServers], [onSecond.length, 1]);
  assert.deepEqual(await client.metaTypes(options), {});
  const galleries = [{ name: "g", number: onSecond.length }];
  assert.deepEqual(await client.listGalleries(options), { galleries, ...servers });
  const { faces: counted, liveServers, totalServers } = await store.stats(LOCAL_USER, options);
  assert.deepEqual([counted, liveServers, totalServers], [onSecond.length, 1, 2]);
});

test("making and dropping a gallery can be repeated after they broke off", async (t) => {
  const urls = newFiles(2);
  const [first, second] = urls as [string, string];
  await (await openStore(urls)).close();
  // Broke off before the first shard had it: nobody sees it, and it can be made.
  const half = await openSqliteStore(second);
  await makeGallery(half, "ann", "g");
  await half.close();
  const store = await open(t, urls);
  assert.deepEqual((await store.listGalleries("ann")).rows, []);
  const onSecond = [...Array(20).keys()].map(BigInt).filter((id) => shardOfFace(id, 2) === 1);
  const absent = { code: "GALLERY_NOT_FOUND" };
  await assert.rejects(store.addFaces("ann", "g", [face(onSecond[0]!)]), absent);
  await assert.rejects(store.readFaces("ann", "g", onSecond), absent);
  await assert.rejects(store.updateFace("ann", "g", onSecond[0]!, {}), absent);
  await assert.rejects(store.removeFaces("ann", "g", onSecond), absent);
  await makeGallery(store, "ann", "g");
  await store.addFaces(
    "ann",
    "g",
    onSecond.map((id) => face(id)),
  );
  // Broke off after the second shard dropped it: it is still there to be dropped.
  const other = await openSqliteStore(second);
  await other.dropGallery("ann", "g");
  await other.close();
  await store.dropGallery("ann", "g");
  await assert.rejects(store.dropGallery("ann", "g"), absent);
  await makeGallery(store, "ann", "g");
  assert.deepEqual(await idsOf(store, "ann", "g"), []);
  assert.notEqual(first, second);
});

test("two that fix different embedders at once: one wins on all shards", async (t) => {
  const store = await open(t, newFiles(2));
  await makeGallery(store, "ann", "g");
  const batch = (embedder: string, from: number) =>
    store.addFaces(
      "ann",
      "g",
      Array.from({ length: 10 }, (_, i) => face(from + i, { embedder })),
    );
  const results = await Promise.allSettled([batch("one@1", 0), batch("two@1", 100)]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal((await store.readGallery("ann", "g")).rows[0]!.number, 10);
});
