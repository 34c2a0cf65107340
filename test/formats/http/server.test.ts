/**
 * What the server does with callers who are wrong, slow, gone or too many.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, assertError, got, TestPhoto } from "../../tools/rest_server.ts";
import { JPEG, type SlowServer, startSlowServer } from "../../tools/slow_finder.ts";

type Options = Parameters<typeof startSlowServer>[0];

async function start(t: TestContext, options: Options = {}): Promise<SlowServer & { token: string }> {
  const server = await startSlowServer(options);
  t.after(() => server.close(0));
  return { ...server, token: await server.newToken() };
}

/** A photo of a user, as the finder tells them apart. */
const photoOf = (user: number) => new TestPhoto(Uint8Array.of(...JPEG, user), "a.jpg");

function detect(server: SlowServer, token: string, user = 0) {
  return ask(server, "POST", "/v1/detect/", { token, way: "multipart", params: { photo: photoOf(user) } });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}

/** Opens a connection and says something; gives what comes back when the server hangs up. */
async function raw(server: SlowServer, text: string): Promise<string> {
  const { socket, answer } = await open(server, text);
  await closed(socket);
  return answer();
}

/** Waits until a connection is over, in whatever way. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

async function open(server: SlowServer, text: string): Promise<{ socket: Socket; answer: () => string }> {
  const { hostname, port } = new URL(server.address);
  const socket = connect(Number(port), hostname).setEncoding("utf8");
  let all = "";
  socket.on("data", (part: string) => {
    all += part;
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(text);
  return { socket, answer: () => all };
}

test("tokens: Token and Bearer, of active users; nothing else opens anything but the docs", async (t) => {
  const server = await start(t);
  const { token, galleries } = server;
  for (const value of [`Token ${token}`, `token ${token}`, `Bearer ${token}`]) {
    const answer = await ask(server, "GET", "/v1/galleries/", { headers: { authorization: value } });
    assert.equal(answer.status, 200, value);
  }
  const wrong = [undefined, "", token, `Basic ${token}`, "Token", `Token ${token}x`, `Token  `, "Token a b"];
  for (const value of wrong) {
    const headers = value === undefined ? {} : { authorization: value };
    const answer = await ask(server, "GET", "/v0/faces/", { headers });
    assertError(answer, 401, "AUTH_FAILED");
    assert.match(answer.headers.get("www-authenticate") ?? "", /Token/);
  }
  assertError(await ask(server, "GET", "/metrics"), 401, "AUTH_FAILED");
  // A token in the query is no token, and would stand in logs.
  assertError(await ask(server, "GET", `/v0/faces/?token=${token}`), 401, "AUTH_FAILED");
  for (const path of ["/docs/", "/v0/docs/", "/v1/docs", "/openapi.json", "/healthz"])
    assert.equal((await ask(server, "GET", path)).status, 200, path);
  const { users } = galleries.documents;
  const user = await users.authenticate(token);
  await users.setActive(user, false);
  assertError(await ask(server, "GET", "/v1/galleries/", { token }), 401, "AUTH_FAILED");
});

test("without tokens, other sites get nothing through a browser", async (t) => {
  const server = await start(t, { noAuth: true });
  const { host } = new URL(server.address);
  const get = (headers: Record<string, string>) =>
    raw(
      server,
      `GET /v1/galleries/ HTTP/1.1\r\nconnection: close\r\n${Object.entries({ host, ...headers })
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join("")}\r\n`,
    );
  for (const headers of [
    {},
    { host: "localhost:1" },
    { origin: `http://${host}`, "sec-fetch-site": "same-origin" },
  ])
    assert.match(await get(headers as Record<string, string>), /^HTTP\/1.1 200 /, JSON.stringify(headers));
  for (const headers of [
    { host: "evil.example" },
    { host: "localhost.evil.example" },
    { origin: "http://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
  ])
    assert.match(await get(headers as Record<string, string>), /^HTTP\/1.1 401 /, JSON.stringify(headers));
});

test("bodies that are none", async (t) => {
  const server = await start(t);
  const { token } = server;
  const post = async (type: string, body: string | Buffer, path = "/v1/camera/") =>
    got(
      await fetch(server.address + path, {
        method: "POST",
        headers: { authorization: `Token ${token}`, ...(type && { "content-type": type }) },
        body,
      }),
    );
  const deep = (depth: number) => `{"meta":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  for (const body of ['{"meta":', "[]", "null", "7", "\xff", deep(40), deep(100_000), '{"meta":"a"}x'])
    assertError(await post("application/json", Buffer.from(body, "latin1")), 400, "MALFORMED_JSON");
  const many = JSON.stringify({ meta: Array.from({ length: 100_001 }, () => 1) });
  assertError(await post("application/json", many), 400, "MALFORMED_JSON");
  assertError(await post("application/json", deep(20)), 400, "BAD_PARAM", "meta");
  assert.equal((await post("application/json", '{"meta":"[[[[[{{{{{"}')).status, 201);
  assert.equal((await post("application/json; charset=utf-8", "")).status, 201);
  assert.equal(
    (await post("application/json", '{"__proto__":{"meta":"x"},"constructor":1}')).body.meta,
    null,
  );
  for (const type of ["text/xml", "text/plain", "application/octet-stream", "image/jpeg"])
    assertError(await post(type, "x"), 415, "MALFORMED_REQUEST");

  const form = (parts: string) => post("multipart/form-data; boundary=b", parts);
  assertError(await post("multipart/form-data", "x"), 400, "MALFORMED_REQUEST");
  const field = (name: string, value: string) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  assert.equal((await form(`${field("meta", "a")}--b--\r\n`)).body.meta, "a");
  assertError(await form(field("meta", "a")), 400, "MALFORMED_REQUEST");
  assertError(await form(`--b\r\ncontent-disposition: form-data; name="meta"`), 400, "MALFORMED_REQUEST");
  const damaged = `--b\r\nxontent-disposition: form-data; name="a"\r\n\r\n${"x".repeat(20_000)}\r\n`;
  const file = `--b\r\ncontent-disposition: form-data; name="b"; filename="b"\r\n\r\n${"y".repeat(20_000)}\r\n`;
  assertError(await form(`${damaged}${file}--b--\r\n`), 400, "MALFORMED_REQUEST");
  assertError(await form(`${field("__proto__", "a")}--b--\r\n`), 400, "MALFORMED_REQUEST");
  assertError(await form(`${field("x", "a").repeat(200)}--b--\r\n`), 413, "OVER_CAPACITY");
  assertError(await form(`${field("meta", "a".repeat(300_000))}--b--\r\n`), 413, "OVER_CAPACITY", "meta");
  const twice = await form(`${field("meta", "a")}${field("meta", "b")}--b--\r\n`);
  assertError(twice, 400, "BAD_PARAM", "meta");
  for (const value of ["\0", "a\0b", "\ud800"])
    assertError(await post("application/json", JSON.stringify({ meta: value })), 400, "BAD_PARAM", "meta");
});

test("bodies that are too large", async (t) => {
  const server = await start(t, {
    limits: { bodyBytes: 100_000, photoBytes: 50_000, allBodyBytes: 150_000 },
  });
  const { token } = server;
  const headers = { authorization: `Token ${token}`, "content-type": "application/json" };
  const large = JSON.stringify({ meta: "x".repeat(200_000) });
  const whole = await fetch(`${server.address}/v1/camera/`, { method: "POST", headers, body: large });
  assertError(await got(whole), 413, "OVER_CAPACITY", "content-length");
  const pieces = new ReadableStream({
    start(stream) {
      for (let i = 0; i < 20; i++) stream.enqueue(Buffer.from(large.slice(0, 10_000)));
      stream.close();
    },
  });
  const piecewise = { method: "POST", headers, body: pieces, duplex: "half" } as RequestInit;
  assertError(await got(await fetch(`${server.address}/v1/camera/`, piecewise)), 413, "OVER_CAPACITY");
  const part = `--b\r\ncontent-disposition: form-data; name="x"; filename="x"\r\n\r\n${"y".repeat(45_000)}\r\n`;
  const parts = await fetch(`${server.address}/v1/detect/`, {
    ...piecewise,
    headers: { ...headers, "content-type": "multipart/form-data; boundary=b" },
    body: new Blob([part.repeat(3), "--b--\r\n"]).stream(),
  });
  assertError(await got(parts), 413, "OVER_CAPACITY", "x");
  const photo = new TestPhoto(new Uint8Array(60_000).fill(0xff), "a.jpg");
  const file = await ask(server, "POST", "/v1/detect/", { token, way: "multipart", params: { photo } });
  assertError(file, 413, "OVER_CAPACITY");
  // Two bodies at a time are more than all bodies may have.
  const head = `POST /v1/camera/ HTTP/1.1\r\nhost: a\r\nauthorization: Token ${token}\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n`;
  const first = await open(server, head);
  await sleep(50);
  const second = await fetch(`${server.address}/v1/camera/`, {
    method: "POST",
    headers,
    body: large.slice(0, 90_000),
  });
  assertError(await got(second), 503, "OVER_CAPACITY");
  assert.equal(second.headers.get("retry-after"), "1");
  first.socket.destroy();
});

test("what is no photo", async (t) => {
  const server = await start(t);
  for (const text of ["", "x", "<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a", "%PDF-1.4"]) {
    const params = { photo: new TestPhoto(Buffer.from(text), "a.jpg") };
    const answer = await ask(server, "POST", "/v1/detect/", {
      token: server.token,
      way: "multipart",
      params,
    });
    assertError(answer, 400, "BAD_PARAM", "photo");
  }
});

test("estimates for which there is no network are refused", async (t) => {
  const server = await start(t);
  const params = { photo: photoOf(0), age: true };
  const answer = await ask(server, "POST", "/v1/detect/", { token: server.token, way: "multipart", params });
  assertError(answer, 400, "BAD_PARAM", "age");
});

test("answers are kept by nobody on the way", async (t) => {
  const server = await start(t);
  const { headers } = await ask(server, "GET", "/v1/galleries/", { token: server.token });
  assert.deepEqual(
    [headers.get("cache-control"), headers.get("x-content-type-options")],
    ["no-store", "nosniff"],
  );
});

test("paths that lead nowhere", async (t) => {
  const server = await start(t);
  const { token } = server;
  for (const path of [
    "/",
    "/v2/faces/",
    "/v1/faces/x/",
    "/v1/../etc/passwd",
    "/v1/galleries",
    "/v1/face/id/",
  ])
    assertError(await ask(server, "PUT", path, { token }), 404, "NOT_FOUND");
  for (const name of ["..", "%2e%2e%2f", "a%00b", "a%2Fb", "x".repeat(49), "%F0%9F%98%80"]) {
    const answer = await ask(server, "POST", `/v1/galleries/${name.replaceAll(".", "%2e")}/`, { token });
    assert.ok([400, 404].includes(answer.status), `${name} ${answer.status}`);
  }
  assertError(await ask(server, "GET", "/v1/face/meta/%E0%A4%A/", { token }), 400, "MALFORMED_REQUEST");
  assertError(await ask(server, "GET", "/v1/face/meta/a%00b/", { token }), 400, "BAD_PARAM", "meta");
  assert.equal((await ask(server, "GET", `/v1/face/meta/${"x".repeat(9_000)}/`, { token })).status, 200);
  assert.match(await raw(server, "nonsense\r\n\r\n"), /^HTTP\/1.1 400 [\s\S]*MALFORMED_REQUEST/);
  assert.match(await raw(server, `GET /${"x".repeat(20_000)} HTTP/1.1\r\n\r\n`), /^HTTP\/1.1 431 /);
});

test("slow callers are told so, and cut off", { timeout: 20_000 }, async (t) => {
  const server = await start(t, { limits: { arrivalTime: 1_000 } });
  const head = `POST /v1/camera/ HTTP/1.1\r\nhost: a\r\nauthorization: Token ${server.token}\r\n`;
  const slow = [
    "GET /v1/faces/ HTTP/1.1\r\nhost:",
    `${head}content-type: application/json\r\ncontent-length: 20\r\n\r\n{"meta":`,
    `${head}content-type: multipart/form-data; boundary=b\r\ncontent-length: 200\r\n\r\n--b\r\n`,
    `${head}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{"\r\n`,
  ];
  const answers = await Promise.all(slow.map((text) => raw(server, text)));
  for (const [i, answer] of answers.entries()) assert.match(answer, /^HTTP\/1.1 408 /, slow[i]);
});

test("half a request and a caller who is gone leave nothing behind", async (t) => {
  const server = await start(t);
  const head = `POST /v1/detect/ HTTP/1.1\r\nhost: a\r\nauthorization: Token ${server.token}\r\n`;
  const multipart = `${head}content-type: multipart/form-data; boundary=b\r\ncontent-length: 5000\r\n\r\n--b\r\n`;
  for (const text of [`${head}content-type: application/json\r\ncontent-length: 20\r\n\r\n{`, multipart]) {
    const { socket } = await open(server, text);
    await sleep(30);
    socket.destroy();
  }
  await until(() => server.log.length === 2);
  assert.deepEqual(
    server.log.map(({ status }) => status),
    [499, 499],
  );
  const { body } = await ask(server, "GET", "/metrics", { token: server.token });
  assert.match(body, /^facepipe_requests_in_progress 1$/m);
});

test("detections take turns; too many are refused, of whoever has the most", async (t) => {
  const server = await start(t, { atOnce: 1, waiting: 4 });
  const { finder, token: greedy } = server;
  const modest = await server.newToken();
  const many = Array.from({ length: 5 }, () => detect(server, greedy, 1));
  await until(() => finder.begun.length === 1);
  await sleep(50);
  const few = [detect(server, modest, 2)];
  const refused = await Promise.race(many);
  assertError(refused, 503, "OVER_CAPACITY");
  assert.equal(refused.headers.get("retry-after"), "1");
  const order: number[] = [];
  for (let i = 0; i < 5; i++) {
    await until(() => finder.begun.length > i);
    order.push(finder.begun[i]!.user);
    finder.begun[i]!.end();
  }
  assert.deepEqual(order, [1, 1, 2, 1, 1]);
  const statuses = (await Promise.all([...many, ...few])).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, 200, 200, 200, 200, 503]);
});

test("what needs no detection does not wait for it", async (t) => {
  const server = await start(t);
  const waiting = [detect(server, server.token), detect(server, server.token)];
  await until(() => server.finder.begun.length === 1);
  assert.equal((await ask(server, "GET", "/v1/faces/", { token: server.token })).status, 200);
  server.finder.free = true;
  server.finder.begun[0]!.end();
  for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 200);
});

test("a caller who hangs up gives its place away", async (t) => {
  const server = await start(t);
  const { finder, token } = server;
  const first = detect(server, token, 1);
  await until(() => finder.begun.length === 1);
  const form = new FormData();
  form.append("photo", new Blob([Uint8Array.of(...JPEG, 2)]), "a.jpg");
  const stop = new AbortController();
  const gone = fetch(`${server.address}/v1/detect/`, {
    method: "POST",
    headers: { authorization: `Token ${token}` },
    body: form,
    signal: stop.signal,
  });
  await sleep(50);
  stop.abort();
  await assert.rejects(gone);
  const third = detect(server, token, 3);
  await until(() => server.log.some(({ status }) => status === 499));
  finder.begun[0]!.end();
  await until(() => finder.begun.length === 2);
  assert.equal(finder.begun[1]!.user, 3);
  finder.begun[1]!.end();
  assert.deepEqual([(await first).status, (await third).status], [200, 200]);
});

test("an answer that takes too long is given up", async (t) => {
  const server = await start(t, { limits: { answerTime: 100 } });
  const answer = await detect(server, server.token);
  assertError(answer, 503, "OVER_CAPACITY", "timeout");
  assert.equal(answer.headers.get("retry-after"), "1");
  server.finder.begun[0]!.end();
});

test("a defect is a 500 without its details, which are in the log", async (t) => {
  const server = await start(t);
  const asked = detect(server, server.token);
  await until(() => server.finder.begun.length === 1);
  server.finder.begun[0]!.fail(new TypeError("x is not a function in /home/ann/secret.ts"));
  const { status, body } = await asked;
  assert.deepEqual(
    [status, body],
    [500, { code: "UNKNOWN_ERROR", reason: "Cannot answer: the server has a defect" }],
  );
  await until(() => server.log.length === 1);
  assert.match(server.log[0]!.reason!, /x is not a function/);
});

test("logs and metrics say nothing of what was asked", async (t) => {
  const server = await start(t);
  const { token } = server;
  await ask(server, "POST", "/v1/camera/", { token, way: "json", params: { meta: "Ann Secret" } });
  await ask(server, "GET", "/v1/face/meta/AnnSecret/?max_id=77777", { token });
  await ask(server, "GET", "/nowhere/AnnSecret", { token });
  const { body } = await ask(server, "GET", "/metrics", { token });
  await until(() => server.log.length === 4);
  const all = body + JSON.stringify(server.log);
  for (const word of ["Secret", "77777", token, "127.0.0.1"]) assert.ok(!all.includes(word), word);
  const [first] = server.log;
  assert.deepEqual([first!.method, first!.route, first!.status], ["POST", "/v1/camera/", 201]);
  assert.match(body, /facepipe_requests_total\{method="GET",route="none",status="404",code="NOT_FOUND"\} 1/);
});

test("closing finishes what was accepted, and takes nothing new", async (t) => {
  const server = await start(t);
  const { finder, token } = server;
  const accepted = detect(server, token);
  await until(() => finder.begun.length === 1);
  // A connection that is open already, in the middle of a request.
  const kept = await open(
    server,
    `GET /v1/galleries/ HTTP/1.1\r\nhost: a\r\nauthorization: Token ${token}\r\n`,
  );
  await sleep(30);
  const stopped = server.close();
  await sleep(30);
  await assert.rejects(fetch(`${server.address}/healthz`), "nobody listens");
  kept.socket.write("\r\n");
  await closed(kept.socket);
  assert.match(kept.answer(), /^HTTP\/1.1 503 [\s\S]*SERVICE_UNAVAILABLE/);
  finder.begun[0]!.end();
  assert.equal((await accepted).status, 200);
  await stopped;
});

test("closing waits no longer than it may", async (t) => {
  const server = await start(t);
  const hanging = detect(server, server.token).catch((error: unknown) => error);
  await until(() => server.finder.begun.length === 1);
  const begun = performance.now();
  await server.close(200);
  assert.ok(performance.now() - begun < 2_000);
  assert.ok((await hanging) instanceof Error);
  server.finder.begun[0]!.end();
});

test("more connections than allowed are closed at once", async (t) => {
  const server = await start(t, { limits: { connections: 50 } });
  const sockets = await Promise.all(Array.from({ length: 50 }, () => open(server, "")));
  const extra = await open(server, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
  await closed(extra.socket);
  for (const { socket } of sockets) socket.destroy();
  await sleep(50);
  assert.equal((await ask(server, "GET", "/healthz")).status, 200);
});
