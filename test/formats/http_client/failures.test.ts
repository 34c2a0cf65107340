/**
 * What a client makes of servers that fail: in the middle of an answer, with something else than JSON, late, or
 * not at all.
 */
import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { FacepipeError, type Gallery, MalformedResponseError, RemoteError } from "../../../core/mod.ts";
import { openServerClient } from "../../../formats/mod.ts";
import { face } from "../../galleries/world.ts";
import { clientOfServer } from "../../tools/galleries_server.ts";
import { closedAddress, serve } from "../../tools/local_server.ts";

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
const EMPTY = JSON.stringify({ faces: [], liveServers: 1, totalServers: 1 });

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A gallery of a server that answers so, one after another, the last for ever; and the requests that it got. */
async function galleryOf(t: TestContext, answers: readonly Answer[], options = {}) {
  const requests: IncomingMessage[] = [];
  const address = await serve(t, (request, response) => {
    requests.push(request);
    request
      .resume()
      .once("end", () => answers[Math.min(requests.length, answers.length) - 1]!(response, request));
  });
  const client = clientOfServer(address, "secret-token", options);
  t.after(() => client.close());
  return { gallery: client.gallery("family"), requests };
}

const good: Answer = (response) => response.writeHead(200, JSON_TYPE).end(EMPTY);
const dies: Answer = (response) => response.destroy();
const half: Answer = (response) => {
  response.writeHead(200, { ...JSON_TYPE, "content-length": EMPTY.length }).write(EMPTY.slice(0, 9));
  setTimeout(() => response.destroy(), 20);
};
const full: Answer = (response) =>
  response
    .writeHead(503, { ...JSON_TYPE, "retry-after": "0" })
    .end('{"code":"OVER_CAPACITY","reason":"Cannot take the request: too many are in work, try again"}');
const html: Answer = (response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<h1>Hi</h1>");

async function malformed(call: () => Promise<unknown>, reason: RegExp): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof MalformedResponseError, String(error));
    assert.deepEqual(
      [error.name, error.code, error.exit],
      ["MalformedResponseError", "SERVICE_UNAVAILABLE", 6],
    );
    assert.match(error.message, reason);
    assert.doesNotMatch(error.message, /secret-token/);
    return true;
  });
}

for (const [name, answer] of Object.entries({ dies, half, full })) {
  test(`a read is asked again: ${name}`, async (t) => {
    const { gallery, requests } = await galleryOf(t, [answer, answer, good]);
    assert.deepEqual((await gallery.list()).faces, []);
    assert.equal(requests.length, 3);
  });
}

test("a read that never succeeds ends, with what the last attempt said", async (t) => {
  const { gallery, requests } = await galleryOf(t, [half]);
  await malformed(() => gallery.list(), /^Cannot use server http:\S+: its answer breaks off$/);
  assert.equal(requests.length, 4);
});

for (const [name, answer] of Object.entries({ dies, half })) {
  test(`what may have changed something is not asked again: ${name}`, async (t) => {
    const { gallery, requests } = await galleryOf(t, [answer, good]);
    const calls: ((gallery: Gallery) => Promise<unknown>)[] = [
      () => gallery.create(),
      () => gallery.drop(),
      () => gallery.addAll([{ id: 1n, source: face(1, 0) }]),
      () => gallery.update(1, { meta: {} }),
    ];
    for (const call of calls) {
      const before = requests.length;
      requests.length = 0;
      await malformed(() => call(gallery), /closed the connection|breaks off/);
      assert.ok(before <= 1 && requests.length === 1);
      requests.length = 0;
    }
  });
}

test("an add that a full server did not begin is asked again", async (t) => {
  const added: Answer = (response) => response.writeHead(200, JSON_TYPE).end('{"outcomes":["added"]}');
  const { gallery, requests } = await galleryOf(t, [full, added]);
  assert.deepEqual(await gallery.addAll([{ id: 1n, source: face(1, 0) }]), ["added"]);
  assert.equal(requests.length, 2);
  const late: Answer = (response) =>
    response
      .writeHead(503, JSON_TYPE)
      .end('{"code":"OVER_CAPACITY","reason":"Cannot add","param":"timeout"}');
  const other = await galleryOf(t, [late]);
  await assert.rejects(() => other.gallery.addAll([{ id: 1n, source: face(1, 0) }]), { status: 503 });
  assert.equal(other.requests.length, 1);
});

test("a face whose removal was not answered is gone when it is not found", async (t) => {
  const gone: Answer = (response) =>
    response.writeHead(404, JSON_TYPE).end('{"code":"NOT_FOUND","reason":"Cannot find face 1","param":"id"}');
  const { gallery } = await galleryOf(t, [dies, gone]);
  await gallery.delete(1);
  const never = await galleryOf(t, [gone]);
  await assert.rejects(() => never.gallery.delete(1), {
    name: "RemoteError",
    code: "NOT_FOUND",
    status: 404,
  });
});

for (const [name, answer, reason] of [
  ["HTML", html, /: it is no JSON$/],
  [
    "half of JSON",
    (r: ServerResponse) => r.writeHead(200, JSON_TYPE).end(EMPTY.slice(0, 9)),
    /it is no JSON$/,
  ],
  [
    "no UTF-8",
    (r: ServerResponse) => r.writeHead(200, JSON_TYPE).end(Buffer.of(0x22, 0xff, 0x22)),
    /no JSON$/,
  ],
  ["nothing", (r: ServerResponse) => r.writeHead(204).end(), /expected an object, found nothing$/],
  ["null", (r: ServerResponse) => r.writeHead(200, JSON_TYPE).end("null"), /expected an object/],
  ["another shape", (r: ServerResponse) => r.writeHead(200, JSON_TYPE).end('{"faces":[{}]}'), /expected/],
  ["deep JSON", (r: ServerResponse) => r.writeHead(200, JSON_TYPE).end("[".repeat(4_999)), /no JSON$/],
  ["an error of nobody", (r: ServerResponse) => r.writeHead(500, JSON_TYPE).end("{}"), /status 500/],
  [
    "a redirect",
    (r: ServerResponse) => r.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    /it leads to another address$/,
  ],
  [
    "too much",
    (r: ServerResponse) => r.writeHead(200, JSON_TYPE).end(" ".repeat(9_999)),
    /more than 5000 bytes$/,
  ],
] as const) {
  test(`an answer that cannot be used: ${name}`, async (t) => {
    const { gallery, requests } = await galleryOf(t, [answer], { maxBytes: 5_000 });
    await malformed(() => gallery.list(), reason);
    assert.equal(requests.length, 1, "asking again would be of no use");
  });
}

test("faces that are none are refused: ids, vectors, crops, metadata, and results too few", async (t) => {
  const whole = { id: "1", embedder: "e", meta: {}, facts: {}, embedding: "AACAPw==" };
  for (const wrong of [
    { id: 1 },
    { id: "-1" },
    { embedding: "AAAAAA==" },
    { embedding: "?" },
    { embedding: undefined },
    { crop: "?" },
    { meta: { a: {} } },
    { meta: [] },
    { facts: 7 },
    { embedder: 7 },
    { person: "x" },
    { confidence: "x" },
  ]) {
    const body = JSON.stringify({ ...whole, ...wrong });
    const { gallery } = await galleryOf(t, [(response) => response.writeHead(200, JSON_TYPE).end(body)]);
    await malformed(() => gallery.get(1), /^Cannot read the answer of server/);
  }
  const none = '{"outcomes":[],"results":[]}';
  const { gallery } = await galleryOf(t, [(response) => response.writeHead(200, JSON_TYPE).end(none)]);
  await malformed(() => gallery.addAll([{ id: 1n, source: face(1, 0) }]), /expected 1 results, found 0$/);
  await malformed(() => gallery.identify([face(1, 0)]), /expected 1 results, found 0$/);
});

test("errors keep code, reason, param, value and status; terminals are safe from them", async (t) => {
  const stated = { code: "BAD_PARAM", reason: "Cannot use limit 0\u001b[2J: no", param: "limit", value: "0" };
  const { gallery } = await galleryOf(t, [
    (response) => response.writeHead(400, JSON_TYPE).end(JSON.stringify(stated)),
    (response) => response.writeHead(418, JSON_TYPE).end('{"code":"TEAPOT","reason":7}'),
  ]);
  const error = await gallery.list().catch((thrown) => thrown);
  assert.ok(error instanceof RemoteError && error instanceof FacepipeError);
  assert.deepEqual(
    [error.code, error.reason, error.param, error.value, error.status],
    ["BAD_PARAM", "Cannot use limit 0 [2J: no", "limit", "0", 400],
  );
  await assert.rejects(() => gallery.list(), { code: "UNKNOWN_ERROR", status: 418, message: /^Cannot/ });
});

test("a slow server: the caller's time, silence, and cancellation", async (t) => {
  const never: Answer = () => {};
  const drip: Answer = (response) => {
    response.writeHead(200, JSON_TYPE);
    const timer = setInterval(() => response.write(" "), 5);
    response.once("close", () => clearInterval(timer));
  };
  for (const answer of [never, drip]) {
    const { gallery } = await galleryOf(t, [answer]);
    const error = await gallery.list({ timeout: 50 }).catch((thrown) => thrown);
    assert.deepEqual([error.code, error.param], ["OVER_CAPACITY", "timeout"]);
    const stop = new AbortController();
    const mine = new Error("mine");
    setTimeout(() => stop.abort(mine), 20);
    await assert.rejects(() => gallery.list({ signal: stop.signal }), mine);
  }
  const { gallery } = await galleryOf(t, [never], { silence: 50 });
  await malformed(() => gallery.create(), /it does not answer$/);
});

test("cancellation also ends a pause before the next attempt", async (t) => {
  const busy: Answer = (response) =>
    response
      .writeHead(503, { ...JSON_TYPE, "retry-after": "20" })
      .end('{"code":"OVER_CAPACITY","reason":"Cannot take it"}');
  const { gallery, requests } = await galleryOf(t, [busy]);
  const begun = performance.now();
  await assert.rejects(() => gallery.list({ timeout: 100 }), { param: "timeout" });
  assert.ok(performance.now() - begun < 5_000);
  assert.equal(requests.length, 1, "Retry-After is kept");
});

test("addresses and tokens that are none, and servers that are not there", async () => {
  for (const address of ["http://", "http://ann:secret@host/", "https://host/?token=x", "http://host/#x"])
    await assert.rejects(
      () => openServerClient(address),
      (error: FacepipeError) => {
        assert.deepEqual([error.code, error.param, error.exit], ["BAD_PARAM", "--db", 2]);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  for (const token of ["", "a b", "a\r\nx: y", "ä"])
    await assert.rejects(() => openServerClient("http://127.0.0.1:1", { token }), { param: "token" });
  const closed = await closedAddress();
  await malformed(() => openServerClient(closed), /^Cannot use server http:\S+\d: nothing listens there$/);
});

test("a path before the interface is kept, and the token travels in its header alone", async (t) => {
  const seen: string[] = [];
  const address = await serve(t, (request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    response.writeHead(200, JSON_TYPE).end('{"types":{}}');
  });
  const client = await openServerClient(`${address}/behind/proxy`, { token: "abc" });
  await client.close();
  assert.deepEqual(seen, ["/behind/proxy/api/1/meta-types/ Bearer abc"]);
});
