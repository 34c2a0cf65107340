/**
 * `facepipe serve` as a process: how it starts, and how it stops in the middle of its work.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openGalleries } from "../../cmds/mod.ts";
import { ask, groupPhoto, portrait } from "../tools/rest_server.ts";
import { startServe } from "../tools/serve_process.ts";
import { scratch, sh } from "../tools/shell.ts";

async function newUser(db: string): Promise<string> {
  const galleries = await openGalleries({ db });
  const { token } = await galleries.documents.users.add({ name: "Ann" });
  await galleries.close();
  return token;
}

for (const [signal, code] of [
  ["SIGTERM", 0],
  ["SIGINT", 130],
] as const) {
  test(`${signal} in the middle of work loses nothing that was acknowledged`, async () => {
    const folder = scratch();
    const db = join(folder, "galleries.db");
    const token = await newUser(db);
    const server = await startServe(folder, "--db", db, "--workers", "1");
    const photo = await portrait();
    const acknowledged = { faces: [] as string[], cameras: [] as string[], galleries: [] as string[] };
    let unanswered = 0;
    const work = async (number: number) => {
      for (let i = 0; ; i++) {
        try {
          const added =
            number % 4 === 0
              ? await ask(server, "POST", "/v1/face/", {
                  token,
                  way: "multipart",
                  params: { photo, meta: "m" },
                })
              : number % 4 === 1
                ? await ask(server, "POST", `/v1/galleries/g-${number}-${i}/`, { token })
                : await ask(server, "POST", "/v1/camera/", { token, params: { meta: "m" } });
          if (added.status === 503) return;
          assert.ok(added.status < 300, JSON.stringify(added.body));
          if (number % 4 === 0) acknowledged.faces.push(added.body.results[0].id);
          else if (number % 4 === 1) acknowledged.galleries.push(`g-${number}-${i}`);
          else acknowledged.cameras.push(added.body.id);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          // The connection is refused, or was cut: nothing was acknowledged.
          unanswered++;
          return;
        }
      }
    };
    const working = Array.from({ length: 12 }, (_, number) => work(number));
    while (acknowledged.faces.length < 3 || acknowledged.cameras.length < 20) await sleep(5);
    assert.equal(await server.stop(signal), code, server.log());
    await Promise.all(working);
    assert.ok(unanswered <= 12);
    const galleries = await openGalleries({ db });
    const { faces, cameras, users } = galleries.documents;
    const user = await users.authenticate(token);
    for (const id of acknowledged.faces) {
      const face = await faces.findOne(user, { _id: BigInt(id) });
      assert.deepEqual(face?.galleries, ["default"], id);
      assert.equal((await galleries.client(user).gallery("default").get(id)).id, BigInt(id));
    }
    for (const id of acknowledged.cameras) assert.ok(await cameras.findOne(user, { _id: id }), id);
    const names = (await galleries.client(user).listGalleries()).galleries.map(({ name }) => name);
    for (const name of acknowledged.galleries) assert.ok(names.includes(name), name);
    await galleries.close();
  });
}

test("what it is told at the start is checked at the start", async () => {
  const folder = scratch();
  const wrong = async (args: string, rc: number, pattern: RegExp) => {
    const outcome = await sh(`facepipe serve ${args}`, folder, {}, 20_000);
    assert.equal(outcome.rc, rc, outcome.stderr);
    assert.match(outcome.stderr, pattern);
    assert.equal(outcome.stdout, "");
  };
  await wrong("--listen 8080", 2, /Cannot use --listen 8080: expected an address and a port/);
  await wrong("--listen 127.0.0.1:99999", 2, /Cannot use --listen/);
  await wrong("--no-auth --listen 0.0.0.0:0", 2, /Cannot use --no-auth: it needs a loopback address/);
  await wrong("--persons --person-threshold 2", 2, /Cannot use --person-threshold 2/);
  await wrong("--features hair", 2, /Cannot use --features hair/);
  await wrong("--db none.db", 6, /Cannot open gallery store none.db: no such file/);
  await wrong("--db mysql://a/b", 2, /Cannot use --db/);
  await wrong("--no-auth --db a.db --listen 192.0.2.1:0", 2, /it needs a loopback address/);
  await wrong("--no-auth --db a.db --listen 127.0.0.1:1 --offline --models-dir none", 5, /default/);
  const server = await startServe(folder, "--no-auth", "--db", "a.db");
  assert.equal((await ask(server, "GET", "/v1/galleries/")).status, 200);
  const { port } = new URL(server.address);
  await wrong(`--no-auth --db a.db --listen 127.0.0.1:${port}`, 2, /another program listens there/);
  assert.equal(await server.stop(), 0);
});

test("notes: nobody can use it yet; nothing is encrypted", async () => {
  const folder = scratch();
  await sh(
    "facepipe user add ann --db a.db && facepipe user delete $(facepipe user list --db a.db --json | jq -r .id) --db a.db --yes",
    folder,
  );
  const server = await startServe(folder, "--db", "a.db", "--listen", "0.0.0.0:0");
  assert.match(server.log(), /put a proxy that speaks TLS in front/);
  assert.match(server.log(), /facepipe user add NAME makes a user/);
  assert.equal(await server.stop(), 0);
});

test("photos and thumbnails are saved where it is told, and go with their face", async () => {
  const folder = scratch();
  const db = join(folder, "galleries.db");
  const token = await newUser(db);
  const uploads = join(folder, "pictures");
  const server = await startServe(folder, "--db", db, "--uploads", uploads, "--workers", "1");
  const params = { photo: await groupPhoto() };
  const { body } = await ask(server, "POST", "/v1/face/", { token, way: "multipart", params });
  const [{ id, photo, thumbnail }] = body.results;
  for (const link of [photo, thumbnail]) assert.ok(existsSync(new URL(link, "file:///")), link);
  assert.equal((await ask(server, "DELETE", `/v1/face/id/${id}/`, { token })).status, 204);
  for (const link of [photo, thumbnail]) assert.ok(!existsSync(new URL(link, "file:///")), link);
  assert.equal(await server.stop(), 0);
});
