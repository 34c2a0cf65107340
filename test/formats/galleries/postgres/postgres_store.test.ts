/**
 * What Debian's PostgreSQL has to bear: lost connections, many processes, older and newer databases.
 * @module
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import type { FacepipeError, GalleryStore, StoreOptions } from "../../../../core/mod.ts";
import { Database } from "../../../../formats/galleries/postgres/database.ts";
import { galleryRow } from "../../../../formats/galleries/postgres/gallery_rows.ts";
import { IndexKeeper } from "../../../../formats/galleries/postgres/index_keeper.ts";
import { MIGRATIONS, migrate } from "../../../../formats/galleries/postgres/schema.ts";
import { sql } from "../../../../formats/galleries/postgres/sql.ts";
import { parsePostgresUrl } from "../../../../formats/galleries/postgres/url.ts";
import { openPostgresStore, openStore } from "../../../../formats/mod.ts";
import { cuttingProxy } from "../../../tools/cutting_proxy.ts";
import { freePort } from "../../../tools/local_server.ts";
import { mountMemory } from "../../../tools/mount.ts";
import {
  NO_POSTGRES,
  PASSWORD,
  type PostgresServer,
  query,
  startPostgres,
} from "../../../tools/postgres_server.ts";
import { document, EMBEDDER, face, idsOf, makeGallery, searchFor, unitVector } from "../store_fixture.ts";

const server = await startPostgres();
after(() => server?.stop());

function testOn(what: string, run: (server: PostgresServer, t: TestContext) => Promise<void>): void {
  test(what, { skip: server ? false : NO_POSTGRES }, (t) => run(server!, t));
}

async function open(t: TestContext, url: string, options?: StoreOptions): Promise<GalleryStore> {
  const store = await openPostgresStore(url, options);
  t.after(() => store.close());
  return store;
}

/** An error of the store, which shows no secret, neither itself nor the errors beneath. */
function failsWith(reason: RegExp, code = "STORAGE_ERROR"): (error: unknown) => true {
  return (error) => {
    const { code: found, exit, message } = error as FacepipeError;
    assert.deepEqual([found, exit], [code, code === "BAD_PARAM" ? 2 : 6], String(error));
    assert.match(message, /^Cannot use gallery database postgres:\/\/127\.0\.0\.1:\d+\/\w+: /);
    assert.match(message, reason);
    const shown = inspect(error, { depth: 20, showHidden: false });
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) assert.ok(!shown.includes(secret), shown);
    return true;
  };
}

testOn("an address that leads nowhere is STORAGE_ERROR at once, without the password", async (server) => {
  const url = await server.newDatabase();
  const changed = (change: (url: URL) => void) => {
    const other = new URL(url);
    change(other);
    return other.href;
  };
  const port = await freePort();
  const started = performance.now();
  await assert.rejects(
    openStore(
      changed((to) => {
        to.port = String(port);
      }),
    ),
    failsWith(/nobody listens there/),
  );
  await assert.rejects(
    openStore(
      changed((to) => {
        to.pathname = "/none";
      }),
    ),
    failsWith(/no such database/),
  );
  await assert.rejects(
    openStore(
      changed((to) => {
        to.password = "x";
      }),
    ),
    failsWith(/refuses the user or the password/),
  );
  await assert.rejects(
    openStore(
      changed((to) => {
        to.searchParams.set("sslmode", "require");
      }),
    ),
    failsWith(/SSL/),
  );
  assert.ok(performance.now() - started < 8_000);
});

test("a server that accepts connections and says nothing is given up", async (t) => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  t.after(() => silent.close());
  const { port } = silent.address() as { port: number };
  const url = `postgres://ann:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/faces`;
  await assert.rejects(openStore(url), failsWith(/the server does not answer/));
});

testOn("a call that is given up while the server works ends at once", async (server, t) => {
  const url = await server.newDatabase();
  const store = await open(t, url);
  await makeGallery(store, "ann", "g");
  const blocker = await Database.open(parsePostgresUrl(url));
  t.after(() => blocker.close());
  const wait = deferred();
  const locked = deferred();
  const holding = blocker.write(async (session) => {
    await session.run(sql`SELECT 1 FROM ${session.t.galleries} FOR UPDATE`);
    locked.resolve();
    await wait.promise;
  });
  await locked.promise;
  const signal = AbortSignal.timeout(100);
  await assert.rejects(store.addFaces("ann", "g", [face(1)], { signal }), { name: "TimeoutError" });
  const impatient = await open(t, url, { busyTimeout: 200 });
  await assert.rejects(impatient.addFaces("ann", "g", [face(1)]), failsWith(/kept it busy for too long/));
  const hurried = await open(t, `${url}?statement_timeout=200`);
  await assert.rejects(hurried.addFaces("ann", "g", [face(1)]), failsWith(/statement_timeout/));
  // Readers do not wait for writers.
  assert.equal((await store.countFaces("ann", "g", [])).rows[0], 0);
  wait.resolve();
  await holding;
  assert.deepEqual(await store.addFaces("ann", "g", [face(1)]), ["added"]);
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

testOn("a connection that is lost before the COMMIT costs nothing", async (server, t) => {
  const url = new URL(await server.newDatabase());
  const proxy = await cuttingProxy(t, Number(url.port));
  url.port = String(proxy.port);
  const store = await open(t, url.href);
  await makeGallery(store, "ann", "g");
  proxy.cutAt = "INSERT INTO";
  assert.deepEqual(await store.addFaces("ann", "g", [face(1)]), ["added"]);
  proxy.cutAt = "BEGIN";
  assert.deepEqual(await store.addFaces("ann", "g", [face(1), face(2)]), ["conflict", "added"]);
  proxy.cutAt = "SELECT";
  assert.deepEqual(await idsOf(store, "ann", "g"), [1n, 2n]);
  proxy.cutAt = "array_send";
  assert.equal((await store.searchFaces("ann", "g", searchFor(unitVector(1)))).rows.length, 2);
  assert.equal(proxy.cuts, 4);
});

testOn(
  "a connection that is lost at the COMMIT is told, and the change is not made twice",
  async (server, t) => {
    const direct = await server.newDatabase();
    const url = new URL(direct);
    const proxy = await cuttingProxy(t, Number(url.port));
    url.port = String(proxy.port);
    const store = await open(t, url.href);
    await makeGallery(store, "ann", "g");
    proxy.cutAt = "COMMIT";
    await assert.rejects(store.addFaces("ann", "g", [face(1)]), failsWith(/while a change was saved/));
    assert.equal(proxy.cuts, 1);
    // The proxy cut before the server had it.
    assert.deepEqual(await idsOf(await open(t, direct), "ann", "g"), []);
  },
);

testOn("a transaction that the server undoes runs again", async (server, t) => {
  const db = await Database.open(parsePostgresUrl(await server.newDatabase()));
  t.after(() => db.close());
  await migrate(db);
  let runs = 0;
  const number = await db.write(async (session) => {
    await session.run(sql`INSERT INTO ${session.t.about} VALUES (7)`);
    if (++runs < 3) await session.command("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$");
    return session.run(sql`DELETE FROM ${session.t.about} WHERE version = 7`);
  });
  assert.deepEqual([runs, number], [3, 1]);
});

testOn("a server that is killed in mid-operation loses nothing that it acknowledged", async (server, t) => {
  const store = await open(t, await server.newDatabase());
  await makeGallery(store, "ann", "g");
  const added: bigint[] = [];
  const add = async (first: number) => {
    for (let id = first; ; id++) {
      await store.addFaces("ann", "g", [face(id)]);
      added.push(BigInt(id));
    }
  };
  const adding = [1_000_000, 2_000_000, 3_000_000].map((first) =>
    add(first).catch((error: unknown) => error),
  );
  while (added.length < 60) await new Promise((resolve) => setTimeout(resolve, 5));
  const killed = performance.now();
  await server.kill();
  for (const error of await Promise.all(adding))
    failsWith(/connection was lost|nobody listens|stopping/)(error);
  await assert.rejects(store.listGalleries("ann"), failsWith(/nobody listens there/));
  assert.ok(performance.now() - killed < 10_000);
  await server.start();
  const found = new Set(await idsOf(store, "ann", "g", { limit: 1000 }));
  assert.deepEqual(
    added.filter((id) => !found.has(id)),
    [],
  );
  assert.ok(found.size <= added.length + 3);
  const { rows } = await store.searchFaces("ann", "g", searchFor(unitVector(1), { limit: Infinity }));
  assert.equal(rows.length, found.size);
});

testOn(
  "eight processes that add to one gallery at once lose nothing, even when one is killed",
  async (server, t) => {
    const url = await server.newDatabase();
    const store = await open(t, url);
    await makeGallery(store, "ann", "g");
    const script = fileURLToPath(new URL("../../../tools/add_child.js", import.meta.url));
    const each = 40;
    const children = Array.from({ length: 8 }, async (_, i) => {
      // Every two of them want the same ids.
      const child = spawn(process.execPath, [script, url, String(1000 * (i >> 1)), String(each)]);
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (i === 7 && output.length > 20) child.kill("SIGKILL");
      });
      let errors = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        errors += text;
      });
      const [code] = await once(child, "close");
      if (i < 7) assert.equal(code, 0, errors);
      return output.split("\n").slice(0, -1).map(BigInt);
    });
    const acknowledged = (await Promise.all(children)).flat();
    assert.equal(new Set(acknowledged).size, acknowledged.length);
    const found = await idsOf(store, "ann", "g", { limit: 100 });
    assert.equal(found.length, 4 * each);
    assert.deepEqual(
      acknowledged.filter((id) => !found.includes(id)),
      [],
    );
    const stats = await store.stats("ann");
    assert.deepEqual([stats.faces, stats.vectors], [4 * each, 4 * each]);
    assert.equal((await store.readGallery("ann", "g")).rows[0]!.number, 4 * each);
  },
);

testOn("processes that open an empty database at once make its tables once", async (server, t) => {
  const url = await server.newDatabase();
  const stores = await Promise.all(Array.from({ length: 6 }, () => open(t, url)));
  await makeGallery(stores[0]!, "ann", "g");
  for (const store of stores) assert.equal((await store.listGalleries("ann")).rows.length, 1);
  assert.deepEqual(await query(url, "SELECT version FROM facepipe.about"), [[MIGRATIONS.length]]);
});

testOn(
  "an older database becomes a current one with all that is in it; a newer one is refused",
  async (server, t) => {
    const url = await server.newDatabase();
    const store = await open(t, url);
    await makeGallery(store, "ann", "g");
    await store.addFaces("ann", "g", [face(1, { meta: { name: "x" } })]);
    // For the version after this one, this one is old.
    const steps = [
      ...MIGRATIONS,
      (t: { faces: { text: string } }) => `ALTER TABLE ${t.faces.text} ADD COLUMN later int`,
    ];
    const databases = await Promise.all([1, 2, 3].map(() => Database.open(parsePostgresUrl(url))));
    t.after(() => Promise.all(databases.map((db) => db.close())));
    await Promise.all(databases.map((db) => migrate(db, steps)));
    assert.deepEqual(await query(url, "SELECT count(later), count(*) FROM facepipe.faces"), [["0", "1"]]);
    await assert.rejects(
      openStore(url),
      failsWith(/a newer facepipe made it \(version 2, this one knows 1\): update facepipe/),
    );
    await query(url, "UPDATE facepipe.about SET version = 1; ALTER TABLE facepipe.faces DROP COLUMN later");
    assert.deepEqual((await (await open(t, url)).readFaces("ann", "g", [1n])).rows[0]!.meta, { name: "x" });
  },
);

testOn("a migration that fails changes nothing", async (server, t) => {
  const url = await server.newDatabase();
  await open(t, url);
  const db = await Database.open(parsePostgresUrl(url));
  t.after(() => db.close());
  const steps = [...MIGRATIONS, () => "CREATE TABLE facepipe.half (n int); SELECT 1 / 0"];
  await assert.rejects(migrate(db, steps), failsWith(/division by zero/));
  assert.deepEqual(await query(url, "SELECT version, to_regclass('facepipe.half') FROM facepipe.about"), [
    [1, null],
  ]);
});

testOn("schemas of one database are stores of their own", async (server, t) => {
  const url = await server.newDatabase();
  const one = await open(t, `${url}?schema=one`);
  const two = await open(t, `${url}?schema=two`);
  await makeGallery(one, "ann", "g");
  assert.deepEqual((await two.listGalleries("ann")).rows, []);
});

testOn("databases that cannot be used say why", async (server, t) => {
  const ascii = await server.newDatabase("ENCODING 'SQL_ASCII' TEMPLATE template0");
  await assert.rejects(
    openStore(ascii),
    failsWith(/keeps text as SQL_ASCII: create it with ENCODING 'UTF8'/),
  );
  const url = await server.newDatabase();
  const store = await open(t, url);
  await makeGallery(store, "ann", "g");
  const name = new URL(url).pathname.slice(1);
  await query(url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  const readOnly = await open(t, url);
  assert.equal((await readOnly.listGalleries("ann")).rows.length, 1);
  await assert.rejects(
    readOnly.addFaces("ann", "g", [face(1)]),
    failsWith(/read-only: name the primary server/),
  );
  await query(url, "BEGIN READ WRITE; CREATE ROLE guest LOGIN PASSWORD 'guest'; COMMIT");
  const guest = new URL(url);
  guest.username = "guest";
  guest.password = "guest";
  await assert.rejects(openStore(guest.href), failsWith(/lacks a right/));
  await query(url, "BEGIN READ WRITE; DROP TABLE facepipe.vectors; COMMIT");
  await assert.rejects(store.addFaces("ann", "g", [face(1)]), failsWith(/tables of facepipe are missing/));
  await query(
    url,
    "BEGIN READ WRITE; UPDATE facepipe.galleries SET number = 1, embedder = 'e', dimensions = 3; INSERT INTO facepipe.faces VALUES (1, 0, NULL, '{', '{}', NULL); COMMIT",
  );
  await assert.rejects(
    store.pageFaces("ann", "g", { conditions: [], limit: 1 }),
    failsWith(/a face is damaged: restore/),
  );
});

testOn("a full disk is STORAGE_ERROR, and what fitted stays", async (server, t) => {
  const root = mountMemory(t, "disk", "size=24m");
  if (root === undefined) return;
  const disk = join(root, "disk");
  for (const path of [root, disk])
    if (server.user.uid !== undefined) chownSync(path, server.user.uid, server.user.gid!);
  const url = await server.newDatabase();
  const name = new URL(url).pathname.slice(1);
  await query(url, `CREATE TABLESPACE small LOCATION '${disk}'`);
  const small = await server.newDatabase("TABLESPACE small");
  const store = await openPostgresStore(small);
  await makeGallery(store, "ann", "g");
  let added = 0;
  const crop = crypto.getRandomValues(new Uint8Array(60_000));
  const fill = async () => {
    for (; added < 1000; added++) await store.addFaces("ann", "g", [face(added, { crop })]);
  };
  await assert.rejects(fill(), failsWith(/the disk of the server is full/));
  assert.ok(added > 10);
  assert.equal((await idsOf(store, "ann", "g", { limit: 500 })).length, added);
  await store.removeOwner("ann");
  await store.close();
  await query(url, `DROP DATABASE ${new URL(small).pathname.slice(1)}`);
  await query(url, "DROP TABLESPACE small");
  assert.notEqual(name, "");
});

testOn("a gallery whose removal broke off is removed by the next who opens the store", async (server, t) => {
  const url = await server.newDatabase();
  const store = await open(t, url);
  await makeGallery(store, "ann", "g");
  await store.addFaces("ann", "g", [face(1, { meta: { n: 1 } })]);
  await query(url, "UPDATE facepipe.galleries SET owner = E'\\x01removed', name = source");
  await assert.rejects(store.readGallery("ann", "g"), { code: "GALLERY_NOT_FOUND" });
  await open(t, url);
  for (const table of ["galleries", "faces", "vectors", "face_terms", "removals"])
    assert.deepEqual(await query(url, `SELECT count(*) FROM facepipe.${table}`), [["0"]], table);
});

testOn(
  "an index in memory follows other processes, and a log of removals that was cut",
  async (server, t) => {
    const url = await server.newDatabase();
    const [one, two] = [await open(t, url), await open(t, url)];
    await makeGallery(one, "ann", "g");
    await one.addFaces("ann", "g", [face(1), face(2)]);
    const found = async () => {
      const { rows } = await two.searchFaces("ann", "g", searchFor(unitVector(1), { limit: Infinity }));
      return rows.map(({ id }) => id).sort();
    };
    assert.deepEqual(await found(), [1n, 2n]);
    await one.removeFaces("ann", "g", [2n]);
    await one.addFaces("ann", "g", [face(3)]);
    assert.deepEqual(await found(), [1n, 3n]);
    await one.removeFaces("ann", "g", [3n]);
    await query(url, "DELETE FROM facepipe.removals; UPDATE facepipe.galleries SET pruned = generation");
    assert.deepEqual(await found(), [1n]);
    assert.equal((await two.stats("ann")).indexedVectors, 1);
  },
);

testOn("filters on metadata use their index", async (server, t) => {
  const url = await server.newDatabase();
  const store = await open(t, url);
  await makeGallery(store, "ann", "g");
  for (let i = 0; i < 4; i++)
    await store.addFaces(
      "ann",
      "g",
      Array.from({ length: 1000 }, (_, k) => face(1000 * i + k, { meta: { n: 1000 * i + k } })),
    );
  await query(url, "ANALYZE");
  const used = async () =>
    Number(
      (
        await query(
          url,
          "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'face_terms_by_text'",
        )
      )[0]![0],
    );
  const before = await used();
  const conditions = [{ on: "meta", key: "n", anyOf: ["3c059000000000000", "34014000000000000"] }] as const;
  assert.equal((await store.countFaces("ann", "g", conditions)).rows[0], 1);
  await store.close();
  // The server counts a little later.
  for (let left = 50; (await used()) === before; left--) {
    assert.ok(left > 0, "the index was not used");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

testOn("a vector with a number that is not finite is refused", async (server, t) => {
  const store = await open(t, await server.newDatabase());
  await makeGallery(store, "ann", "g");
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const embedding = unitVector(1).with(3, value);
    await assert.rejects(store.addFaces("ann", "g", [face(1, { embedding })]), {
      code: "BAD_PARAM",
      param: "embedding",
    });
  }
  await store.fixEmbedder("ann", "g", EMBEDDER, 16);
  assert.equal(await store.insertDocument("ann", "persons", document("p")), true);
});

testOn(
  "a search that read an older row does not take an index back, and conditions are read once a call",
  async (server, t) => {
    const url = await server.newDatabase();
    const store = await open(t, url);
    await makeGallery(store, "ann", "g");
    await store.addFaces("ann", "g", [face(1), face(2)]);
    const db = await Database.open(parsePostgresUrl(url));
    t.after(() => db.close());
    const row = () => db.read((session) => galleryRow(session, "ann", "g"));
    const keeper = new IndexKeeper(db);
    const older = await row();
    await store.addFaces("ann", "g", [face(3)]);
    const newer = await row();
    const reads = t.mock.method(db, "read");
    const conditions = [{ on: "id", min: 2n }] as const;
    const alike = Array.from({ length: 5 }, (_, i) => searchFor(unitVector(i), { conditions }));
    assert.deepEqual(
      (await keeper.search(newer, alike)).map(({ length }) => length),
      [2, 2, 2, 2, 2],
    );
    assert.equal(reads.mock.callCount(), 1);
    const searches = [newer, older, newer].map((known) => keeper.search(known, [searchFor(unitVector(1))]));
    const found = await Promise.all(searches);
    assert.deepEqual(
      found.map(([matches]) => matches?.length),
      [3, 3, 3],
    );
  },
);
