import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchPhoto, isPrivateAddress } from "../../../formats/mod.ts";
import { closedAddress, sendPart, serve } from "../../tools/local_server.ts";

const local = { allowPrivate: true };

test("a photo is fetched as it is", async (t) => {
  const address = await serve(t, (_, response) => response.end("jpeg"));
  assert.equal(Buffer.from(await fetchPhoto(`${address}/a.jpg`, local)).toString(), "jpeg");
});

test("private and local addresses are refused, however they are written", async (t) => {
  let asked = 0;
  const address = await serve(t, (_, response) => {
    asked++;
    response.end("secret");
  });
  const { port } = new URL(address);
  for (const host of [
    "127.0.0.1",
    "localhost",
    "0x7f.1",
    "2130706433",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "169.254.169.254",
  ])
    await assert.rejects(
      () => fetchPhoto(`http://${host}:${port}/`, { timeout: 2_000 }),
      { code: "BAD_PARAM", param: "url" },
      host,
    );
  assert.equal(asked, 0);
});

test("which addresses are private", () => {
  for (const address of [
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "fc00::1",
    "fe80::1",
    "::",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "::ffff:0:7f00:1",
    "odd",
  ])
    assert.ok(isPrivateAddress(address), address);
  for (const address of ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])
    assert.ok(!isPrivateAddress(address), address);
});

test("what is no address", async () => {
  for (const url of [
    "",
    "a.jpg",
    "file:///etc/passwd",
    "ftp://a/b",
    "http://user:pass@8.8.8.8/",
    "javascript:1",
    undefined as never,
  ])
    await assert.rejects(() => fetchPhoto(url), { code: "BAD_PARAM", param: "url" });
});

test("redirects, errors, and servers that are not there", async (t) => {
  const address = await serve(t, (request, response) => {
    if (request.url === "/moved") response.writeHead(302, { location: "/a" }).end();
    else response.writeHead(404).end();
  });
  await assert.rejects(() => fetchPhoto(`${address}/moved`, local), {
    code: "SOURCE_NOT_FOUND",
    message: /it redirects/,
  });
  await assert.rejects(() => fetchPhoto(`${address}/gone`, local), {
    code: "SOURCE_NOT_FOUND",
    message: /answers 404/,
  });
  const nobody = await closedAddress();
  await assert.rejects(() => fetchPhoto(nobody, local), { code: "SOURCE_NOT_FOUND" });
  await assert.rejects(() => fetchPhoto("http://no-such-host.invalid/", local), { code: "SOURCE_NOT_FOUND" });
});

test("photos that are too large, too slow, or cut short", async (t) => {
  const bytes = new Uint8Array(5_000);
  const address = await serve(t, (request, response) => {
    if (request.url === "/slow") sendPart(bytes, 100, response, "wait");
    else if (request.url === "/cut") sendPart(bytes, 100, response, "cut");
    else if (request.url === "/never") return;
    else response.end(bytes);
  });
  await assert.rejects(() => fetchPhoto(address, { ...local, maxBytes: 4_999 }), {
    code: "OVER_CAPACITY",
    message: /more than 4999 bytes/,
  });
  assert.equal((await fetchPhoto(address, { ...local, maxBytes: 5_000 })).length, 5_000);
  for (const path of ["/slow", "/never"])
    await assert.rejects(() => fetchPhoto(address + path, { ...local, timeout: 100 }), {
      code: "OVER_CAPACITY",
      message: /longer than 100/,
    });
  await assert.rejects(() => fetchPhoto(`${address}/cut`, local), { code: "SOURCE_NOT_FOUND" });
  const signal = AbortSignal.timeout(50);
  await assert.rejects(() => fetchPhoto(`${address}/never`, { ...local, signal }), { name: "TimeoutError" });
});
