import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { download, type Remote } from "../../models/download.ts";
import { closedAddress, type Handler, sendFile, sendPart, serve } from "../tools/local_server.ts";
import { noise, sha256 } from "../tools/noise.ts";
import { scratch } from "../tools/shell.ts";

const FILE = noise(300_000, "the file");
const OTHER = noise(300_000, "another file of the same size");

interface Setting {
  remote: Remote;
  path: string;
  /** The `Range` header of each request, or "whole". */
  asked: string[];
}

/** A server that answers its n-th request with the n-th handler, and the last one for all further. */
async function setUp(t: TestContext, ...handlers: Handler[]): Promise<Setting> {
  const asked: string[] = [];
  const url = await serve(t, (request, response) => {
    const handler = handlers[Math.min(asked.length, handlers.length - 1)]!;
    asked.push(request.headers.range ?? "whole");
    handler(request, response);
  });
  const remote = { url: `${url}/model.onnx`, size: FILE.length, sha256: sha256(FILE) };
  return { remote, path: join(scratch(), "file.part"), asked };
}

const whole: Handler = (request, response) => sendFile(FILE, request, response);
const cut: Handler = (_, response) => sendPart(FILE, 100_000, response, "cut");
const QUICK = { retryMs: 1 };

test("a file arrives whole and progress reaches its size", async (t) => {
  const { remote, path, asked } = await setUp(t, whole);
  const told: number[] = [];
  await download(remote, path, { onBytes: (received) => told.push(received) });
  assert.deepEqual(await readFile(path), FILE);
  assert.equal(told.at(-1), FILE.length);
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
  );
  assert.deepEqual(asked, ["whole"]);
});

test("what an earlier attempt left is not asked for again", async (t) => {
  const { remote, path, asked } = await setUp(t, whole);
  await writeFile(path, FILE.subarray(0, 123_456));
  await download(remote, path);
  assert.deepEqual(await readFile(path), FILE);
  assert.deepEqual(asked, ["bytes=123456-"]);
});

test("a whole file is not asked for at all", async (t) => {
  const { remote, path, asked } = await setUp(t, whole);
  await writeFile(path, FILE);
  await download(remote, path);
  assert.deepEqual(asked, []);
});

test("a cut connection is continued where it was cut", async (t) => {
  const { remote, path, asked } = await setUp(t, cut, whole);
  await download(remote, path, QUICK);
  assert.deepEqual(await readFile(path), FILE);
  assert.equal(asked.length, 2);
  assert.match(asked[1]!, /^bytes=\d+-$/);
});

test("a server without ranges sends the whole again", async (t) => {
  const ignoresRange: Handler = (_, response) => response.writeHead(200).end(FILE);
  const { remote, path, asked } = await setUp(t, cut, ignoresRange);
  await download(remote, path, QUICK);
  assert.deepEqual(await readFile(path), FILE);
  assert.equal(asked.length, 2);
});

test("a wrong beginning is found by the sha256 and the file fetched once more from the start", async (t) => {
  const { remote, path, asked } = await setUp(t, whole);
  await writeFile(path, OTHER.subarray(0, 50_000));
  await download(remote, path);
  assert.deepEqual(await readFile(path), FILE);
  assert.deepEqual(asked, ["bytes=50000-", "whole"]);
});

test("a wrong file of the right size is fetched anew", async (t) => {
  const { remote, path, asked } = await setUp(t, whole);
  await writeFile(path, OTHER);
  await download(remote, path);
  assert.deepEqual(await readFile(path), FILE);
  assert.deepEqual(asked, ["whole"]);
});

test("a file with another content is refused and not kept", async (t) => {
  const { remote, path, asked } = await setUp(t, (request, response) => sendFile(OTHER, request, response));
  await assert.rejects(download(remote, path), { exit: 5, message: /^Cannot fetch http.*sha256/ });
  await assert.rejects(stat(path), { code: "ENOENT" });
  assert.equal(asked.length, 1);
});

test("a file of another size is refused before it is read", async (t) => {
  const { remote, path, asked } = await setUp(t, (request, response) =>
    sendFile(noise(1000, "short"), request, response),
  );
  const message = `Cannot fetch ${remote.url}: the server offers 1000 bytes, the manifest states 300000`;
  await assert.rejects(download(remote, path, QUICK), { exit: 5, message });
  assert.equal(asked.length, 1);
});

test("a file that does not end is cut off", async (t) => {
  const { remote, path } = await setUp(t, (_, response) => {
    const more = () => response.destroyed || response.write(FILE, () => setImmediate(more));
    more();
  });
  await assert.rejects(download(remote, path), /more bytes arrive than the file has/);
  assert.ok((await stat(path)).size <= FILE.length);
});

test("404 is an error at once, 503 only if it stays", async (t) => {
  const gone = await setUp(t, (_, response) => response.writeHead(404).end("gone"));
  const message = `Cannot fetch ${gone.remote.url}: the server answers 404 Not Found`;
  await assert.rejects(download(gone.remote, gone.path, QUICK), { code: "NOT_FOUND", exit: 5, message });
  assert.equal(gone.asked.length, 1);

  const busy: Handler = (_, response) => response.writeHead(503).end();
  const passing = await setUp(t, busy, busy, whole);
  await download(passing.remote, passing.path, QUICK);
  assert.equal(passing.asked.length, 3);

  const staying = await setUp(t, busy);
  await assert.rejects(download(staying.remote, staying.path, QUICK), /the server answers 503/);
  assert.equal(staying.asked.length, 4);
});

test("a few redirects are followed, a loop and a way out of http are not", async (t) => {
  const to =
    (location: string): Handler =>
    (_, response) =>
      response.writeHead(302, { location }).end();
  const moved = await setUp(t, to("/elsewhere"), to("again"), whole);
  await writeFile(moved.path, FILE.subarray(0, 1000));
  await download(moved.remote, moved.path);
  assert.deepEqual(moved.asked, ["bytes=1000-", "bytes=1000-", "bytes=1000-"]);

  const loop = await setUp(t, to("/model.onnx"));
  await assert.rejects(download(loop.remote, loop.path, QUICK), /redirects more than 5 times/);
  assert.equal(loop.asked.length, 6);

  const away = await setUp(t, to("file:///etc/passwd"));
  await assert.rejects(download(away.remote, away.path, QUICK), /redirects from http:\/\/ to file:\/\//);
  const broken = await setUp(t, to("http://"));
  await assert.rejects(download(broken.remote, broken.path, QUICK), /redirects to a broken address/);
});

test("a server that stops sending is left, and the file continued", async (t) => {
  const stall: Handler = (_, response) => sendPart(FILE, 100_000, response, "wait");
  const { remote, path, asked } = await setUp(t, stall, whole);
  await download(remote, path, { retryMs: 1, stallMs: 100 });
  assert.deepEqual(await readFile(path), FILE);
  assert.deepEqual(asked, ["whole", "bytes=100000-"]);
});

test("a server that never answers is an error, not a hang", async (t) => {
  const { remote, path } = await setUp(t, () => {});
  const message = `Cannot fetch ${remote.url}: next to nothing arrived for 0.05 s`;
  await assert.rejects(download(remote, path, { retryMs: 1, stallMs: 50 }), { exit: 5, message });
});

test("a server that cannot be reached is named", async (t) => {
  const { remote, path } = await setUp(t, whole);
  const url = await closedAddress();
  const message = `Cannot fetch ${url}: the server refuses the connection`;
  await assert.rejects(download({ ...remote, url }, path, QUICK), { exit: 5, message });
});

test("a server whose file has shrunk makes the download start over", async (t) => {
  const unsatisfiable: Handler = (_, response) => response.writeHead(416).end();
  const { remote, path, asked } = await setUp(t, unsatisfiable, whole);
  await writeFile(path, FILE.subarray(0, 1000));
  await download(remote, path, QUICK);
  assert.deepEqual(await readFile(path), FILE);
  assert.deepEqual(asked, ["bytes=1000-", "whole"]);
});

test("a stopped download throws the reason and keeps what has arrived", async (t) => {
  const stop = new AbortController();
  const { remote, path } = await setUp(t, (_, response) => sendPart(FILE, 100_000, response, "wait"));
  const onBytes = (received: number) => {
    if (received === 100_000) stop.abort(new Error("enough"));
  };
  await assert.rejects(download(remote, path, { signal: stop.signal, onBytes }), /^Error: enough$/);
  assert.deepEqual(await readFile(path), FILE.subarray(0, 100_000));
});

test("a target that cannot be written is a storage error", async (t) => {
  const { remote, path } = await setUp(t, whole);
  await assert.rejects(download(remote, join(path, "below", "file")), { code: "STORAGE_ERROR", exit: 6 });
});
