import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { uploadFolder, uploadUrl } from "../../../formats/mod.ts";
import { closedAddress, serve } from "../../tools/local_server.ts";
import { scratch } from "../../tools/shell.ts";

const JPEG = Uint8Array.of(0xff, 0xd8, 1, 2);
const KEY = "ann/20260308/17_0123456789ab.jpeg";
const OTHER = "ann/20260309/18_0123456789ab.jpeg";

test("a folder of uploads: saved for their owner alone, moved, counted, removed", async () => {
  const folder = join(scratch(), "up loads");
  const uploads = uploadFolder(folder);
  assert.equal(await uploads.count("ann"), 0);
  const link = await uploads.save(KEY, JPEG);
  assert.equal(uploads.keyOf(link), KEY);
  assert.deepEqual(
    [statSync(folder).mode & 0o777, statSync(join(folder, "ann/20260308")).mode & 0o777],
    [0o700, 0o700],
  );
  assert.deepEqual(readdirSync(join(folder, "ann/20260308")), ["17_0123456789ab.jpeg"]);
  for (let i = 0; i < 2; i++) await uploads.move(KEY, OTHER);
  assert.equal(uploads.keyOf(uploads.linkOf(OTHER)), OTHER);
  assert.deepEqual([await uploads.count("ann"), existsSync(join(folder, "ann/20260308"))], [1, false]);
  await uploads.remove(OTHER);
  await uploads.remove(OTHER);
  await uploads.save(KEY, JPEG);
  await uploads.removeOwner("ann");
  await uploads.removeOwner("ann");
  assert.deepEqual([await uploads.count("ann"), readdirSync(folder)], [0, []]);
});

test("what a killed process left of an upload counts, and goes after an hour", async () => {
  const folder = scratch();
  const uploads = uploadFolder(folder);
  await uploads.save(KEY, JPEG);
  const [old, young] = ["1", "2"].map((name) => join(folder, "ann/drafts", `${name}.jpeg.part`));
  for (const draft of [old!, young!]) writeFileSync(draft, JPEG);
  const written = new Date(Date.now() - 3_700_000);
  utimesSync(old!, written, written);
  assert.equal(await uploads.count("ann"), 3);
  await uploads.remove(KEY);
  assert.deepEqual([existsSync(old!), existsSync(young!), await uploads.count("ann")], [false, true, 1]);
});

test("links may be addresses of a web server", async () => {
  const uploads = uploadFolder(scratch(), { baseUrl: "https://photos.example/faces" });
  assert.equal(await uploads.save(KEY, JPEG), `https://photos.example/faces/${KEY}`);
  assert.equal(uploads.keyOf(`https://photos.example/faces/${KEY}`), KEY);
  assert.equal(uploads.keyOf(`https://elsewhere.example/faces/${KEY}`), undefined);
});

test("keys and links that lead elsewhere are none", async () => {
  const root = scratch();
  const folder = join(root, "uploads");
  mkdirSync(folder);
  writeFileSync(join(root, "secret.jpeg"), "x");
  const uploads = uploadFolder(folder);
  for (const key of [
    "../secret.jpeg",
    "ann/../../secret.jpeg",
    "/etc/passwd",
    "",
    "ann/20260308/x.jpeg",
    `${KEY}\0`,
    `${KEY}/x`,
  ]) {
    await assert.rejects(async () => uploads.save(key, JPEG), { code: "BAD_PARAM" }, key);
    await assert.rejects(async () => uploads.remove(key), { code: "BAD_PARAM" }, key);
    assert.equal(uploads.keyOf(`file://${folder}/${key}`), undefined, key);
  }
  for (const owner of ["..", ".", "", "a/b"])
    await assert.rejects(async () => uploads.removeOwner(owner), { code: "BAD_PARAM" });
  assert.ok(existsSync(join(root, "secret.jpeg")));
});

test("a folder that cannot be written", async () => {
  const folder = scratch();
  writeFileSync(join(folder, "ann"), "in the way");
  await assert.rejects(() => uploadFolder(folder).save(KEY, JPEG), { code: "STORAGE_ERROR", exit: 6 });
  await assert.rejects(() => uploadFolder(folder).move(KEY, OTHER), { code: "STORAGE_ERROR" });
});

test("uploads at an address: put, moved and deleted, with its password in a header", async (t) => {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const address = await serve(t, async (request, response) => {
    const { method = "", url = "", headers } = request;
    asked.push(`${method} ${url} ${headers.authorization}`);
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    if (method === "PUT") files.set(url, Buffer.concat(body));
    const found = files.get(url);
    if (method === "DELETE") files.delete(url);
    response.writeHead(found ? 200 : 404).end(method === "GET" ? found : "");
  });
  const uploads = uploadUrl(`${address.replace("//", "//me:p%40ss@")}/faces`);
  const link = await uploads.save(KEY, JPEG);
  assert.equal(link, `${address}/faces/${KEY}`);
  assert.equal(uploads.keyOf(link), KEY);
  assert.equal(asked[0], `PUT /faces/${KEY} Basic ${Buffer.from("me:p@ss").toString("base64")}`);
  for (let i = 0; i < 2; i++) await uploads.move(KEY, OTHER);
  assert.equal(uploads.keyOf(uploads.linkOf(OTHER)), OTHER);
  assert.deepEqual([...files], [[`/faces/${OTHER}`, Buffer.from(JPEG)]]);
  await uploads.remove(OTHER);
  await uploads.remove(OTHER);
  await uploads.removeOwner("ann");
  await assert.rejects(() => uploads.move(KEY, OTHER), { code: "STORAGE_ERROR" });
  assert.deepEqual([files.size, await uploads.count("ann")], [0, undefined]);
});

test("the query of an address goes with every request, and into no link", async (t) => {
  const asked: string[] = [];
  const address = await serve(t, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end();
  });
  const uploads = uploadUrl(`${address}/box?sig=abc#top`);
  const link = await uploads.save(KEY, JPEG);
  assert.deepEqual([link, uploads.keyOf(link)], [`${address}/box/${KEY}`, KEY]);
  await uploads.save(OTHER, JPEG);
  await uploads.removeOwner("ann");
  assert.deepEqual(asked, [
    `PUT /box/${KEY}?sig=abc`,
    `PUT /box/${OTHER}?sig=abc`,
    "DELETE /box/ann/?sig=abc",
  ]);
  for (const malformed of ["http://", "http://me:%zz@host/", "ftp://host/", "nothing"])
    assert.throws(() => uploadUrl(malformed), { code: "BAD_PARAM", param: "uploads", exit: 2 });
});

test("an address that refuses, or where nobody is", async (t) => {
  const address = await serve(t, (_, response) => response.writeHead(403).end());
  await assert.rejects(
    () => uploadUrl(address.replace("//", "//me:secret@")).save(KEY, JPEG),
    (error: Error & { code: string }) => {
      assert.equal(error.code, "STORAGE_ERROR");
      assert.match(error.message, /answers 403/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    },
  );
  const nobody = await closedAddress();
  await assert.rejects(() => uploadUrl(nobody).save(KEY, JPEG), { code: "STORAGE_ERROR" });
});
