/**
 * Mutated requests to a server that keeps somebody else's faces.
 * @module
 */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { openGalleries } from "../../cmds/mod.ts";
import { ask, portrait, type TestPhoto, WAYS, type Way } from "../tools/rest_server.ts";
import { type ServeProcess, startServe } from "../tools/serve_process.ts";
import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";
import { bytesOf, encode, type RawAnswer, send } from "./raw_request.ts";

/** Requests at once. */
const PARALLEL = 4;

/** What nobody but its owner may see; no request says it. */
const SECRET = "Secret-of-Ann";

const VALUES: readonly unknown[] = [
  ...[null, true, -1, 0, 1e308, 2 ** 53, "", "0", "18446744073709551616", "NaN", "none", "all"],
  ...["x".repeat(3000), "\u0000", "\ud800", "../../../etc/passwd", "'; drop table faces; --", "%", "default"],
  ...[[], {}, [null], [[1]], { $gt: "" }, { $ne: null }, { add: ["default"] }, "[", '{"$gt":0}', "[1,2,3,4]"],
  ...["2026-01-01", "http://127.0.0.1:1/", "file:///etc/passwd", "http://[::1]/", "data:,x", "1,2,3,4"],
];

/** A template of a request. */
interface Template {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What belongs to whom. */
interface Owned {
  readonly token: string;
  readonly face: string;
  readonly person: string;
  readonly camera: string;
}

function templates({ face, person, camera }: Owned, photo: TestPhoto): Template[] {
  const page = { limit: 3, max_id: face };
  return [
    { method: "POST", path: "/v1/detect/", params: { photo, age: true } },
    { method: "POST", path: "/v1/verify/", params: { photo1: photo, photo2: photo, threshold: "low" } },
    { method: "POST", path: "/v1/identify/", params: { photo, n: 9, threshold: "none", mf_selector: "all" } },
    { method: "POST", path: "/v0/face/", params: { photo, meta: "m", galleries: ["g"], cam_id: "c" } },
    ...["GET", "PUT", "DELETE"].flatMap((method) => [
      {
        method,
        path: `/v1/face/id/${face}/`,
        params: { meta: "m", galleries: { set: ["g"] }, person_id: person },
      },
      { method, path: `/v0/camera/${camera}/`, params: { meta: "m", roi: [1, 2, 3, 4], rot: 90 } },
    ]),
    ...["/v1/faces/", "/v1/faces/gallery/g/", "/v0/face/meta/m/", "/v0/face/gallery/g/meta/m/"].map(
      (path) => ({
        method: "GET",
        path,
        params: page,
      }),
    ),
    { method: "GET", path: "/v1/meta/", params: { after: "a", limit: 5 } },
    { method: "GET", path: "/v1/galleries/", params: {} },
    ...["POST", "DELETE"].map((method) => ({ method, path: "/v1/galleries/g/", params: {} })),
    { method: "GET", path: `/v1/person/id/${person}/`, params: { limit: 5 } },
    {
      method: "POST",
      path: "/v0/history/search/",
      params: { person_id: person, cam_ids: ["c"], start: "2026-01-01", end: "2027-01-01", friend: false },
    },
    { method: "POST", path: "/v1/camera/", params: { meta: "m", enabled: true, roi: [1, 2, 3, 4] } },
    { method: "GET", path: "/v1/camera/", params: {} },
    { method: "GET", path: "/docs/", params: {} },
    { method: "GET", path: "/healthz", params: {} },
  ];
}

/** Sends `count` mutated requests as one user, and looks for what is another's in the answers. */
export async function fuzzRequests(folder: string, seed: number, count: number): Promise<void> {
  const random = new Random(seed);
  const home = mkdtempSync(join(folder, "requests-"));
  const db = join(home, "galleries.db");
  const [ann, bob] = await twoUsers(db);
  const server = await startServe(home, "--db", db, "--workers", "1", "--persons");
  try {
    const photo = await portrait();
    const [owned, own] = [await fill(server, ann!, photo, SECRET), await fill(server, bob!, photo, "m")];
    const before = await everythingOf(server, owned);
    const known = [...templates(owned, photo), ...templates(own, photo)];
    const jobs = Array.from({ length: count }, () => mutated(random, random.pick(known), own.token));
    const work = async () => {
      for (let job = jobs.pop(); job; job = jobs.pop())
        check(
          await send(server.address, job.bytes, job.isHttp),
          job,
          `seed ${seed}: ${job.bytes.subarray(0, 500).toString("latin1")}`,
        );
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    assert.deepEqual(await everythingOf(server, owned), before, "somebody else's data changed");
    assert.equal(server.child.exitCode, null, server.log());
    assert.doesNotMatch(server.log(), /^\s+at .+:\d+:\d+\)?$/m);
    assert.ok(!server.log().includes(SECRET), "the log says what a caller keeps");
    assert.equal(await server.stop(), 0);
  } finally {
    server.child.kill("SIGKILL");
  }
}

async function twoUsers(db: string): Promise<string[]> {
  const galleries = await openGalleries({ db });
  const { users } = galleries.documents;
  const tokens = [(await users.add({ name: "Ann" })).token, (await users.add({ name: "Bob" })).token];
  await galleries.close();
  return tokens;
}

async function fill(server: ServeProcess, token: string, photo: TestPhoto, meta: string): Promise<Owned> {
  const params = { photo, meta, cam_id: "c" };
  const added = await ask(server, "POST", "/v1/face/", { token, way: "multipart", params });
  const [{ id: face, person_id: person }] = added.body.results;
  const camera = (await ask(server, "POST", "/v1/camera/", { token, params: { meta } })).body.id;
  await ask(server, "POST", "/v1/galleries/g/", { token });
  return { token, face, person, camera };
}

async function everythingOf(server: ServeProcess, { token, person }: Owned): Promise<unknown[]> {
  const paths = ["/v1/faces/", "/v1/meta/", "/v1/galleries/", "/v1/camera/", `/v1/person/id/${person}/`];
  return Promise.all(paths.map(async (path) => (await ask(server, "GET", path, { token })).body));
}

/** A request, and whether it is still HTTP. */
interface Job {
  readonly bytes: Buffer;
  readonly isHttp: boolean;
}

function mutated(random: Random, { method, path, params }: Template, token: string): Job {
  const changed: Record<string, unknown> = { ...params };
  for (let n = random.below(3); n > 0; n--) changeParam(random, changed);
  // Photos cost time, so most requests go without.
  if (random.below(4) > 0)
    for (const name of ["photo", "photo1", "photo2"])
      if (name in changed) changed[name] = random.pick(VALUES);
  const way: Way = random.pick(WAYS);
  const { query, headers, body } = encode(changed, way);
  const all: Record<string, string> = { authorization: `Token ${token}`, ...headers };
  const request = {
    method: random.below(10) === 0 ? random.pick(["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"]) : method,
    target: changePath(random, path) + (query === "" ? "" : `?${query.slice(0, 6_000)}`),
    headers:
      random.below(20) === 0
        ? { ...all, "content-type": random.pick(["text/plain", "", "application/json"]) }
        : all,
    body: body.length > 0 && random.below(5) === 0 ? mutate(body, random) : body,
  };
  const bytes = bytesOf(request);
  const isHttp = random.below(5) > 0;
  return { bytes: isHttp ? bytes : mutate(bytes, random), isHttp };
}

function changeParam(random: Random, params: Record<string, unknown>): void {
  const name = random.pick([
    ...Object.keys(params),
    "photo",
    "limit",
    "__proto__",
    "min_id",
    "before",
    "owner",
    "user",
  ]);
  const choice = random.below(4);
  if (choice === 0) delete params[name];
  else
    Object.defineProperty(params, name, {
      value: random.pick(VALUES),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function changePath(random: Random, path: string): string {
  if (random.below(6) > 0) return path;
  const parts = path.split("/");
  const i = random.below(parts.length);
  parts[i] = random.pick([
    "",
    "..",
    "%2e%2e",
    "%00",
    "%ff",
    "0",
    "18446744073709551615",
    "-1",
    "default",
    "x".repeat(600),
    "%F0%9F%98%80",
  ]);
  return parts.join("/") || "/";
}

const STATUSES: readonly number[] = [
  200, 201, 204, 400, 401, 404, 405, 408, 409, 413, 414, 415, 431, 501, 503,
];

function check({ status, text }: RawAnswer, { isHttp }: Job, about: string): void {
  const told = `${about}\n→ ${text.slice(0, 500)}`;
  if (status === 0 && !isHttp) return;
  assert.ok(STATUSES.includes(status), told);
  if (status === 503) assert.match(text, /OVER_CAPACITY/, told);
  assert.ok(!text.includes(SECRET), `${told}: that is somebody else's`);
  // Mutated bytes may be two requests, with two answers.
  const [, head, rest = ""] = /^([\s\S]*?\r\n)\r\n([\s\S]*)$/.exec(text) ?? [];
  const body = Buffer.from(rest).subarray(0, Number(/^content-length: (\d+)/im.exec(head ?? "")?.[1] ?? 0));
  if (status < 400 || body.length === 0) return;
  const { code, reason } = JSON.parse(body.toString());
  assert.match(code, /^[A-Z_]+$/, told);
  assert.match(reason, /^(Cannot|Too many faces)/, told);
}
