/**
 * The same tests on SQLite, on PGlite with pgvector, on Debian's PostgreSQL, and on shards.
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext } from "node:test";
import type { GalleryStore } from "../../../core/mod.ts";
import { openStore } from "../../../formats/mod.ts";
import { type PgliteServer, startPglite } from "../../tools/pglite_server.ts";
import { NO_POSTGRES, type PostgresServer, startPostgres } from "../../tools/postgres_server.ts";
import { testStore } from "./store_suite.ts";

const folder = mkdtempSync(join(tmpdir(), "facepipe-stores-"));
let files = 0;
let pglite: Promise<PgliteServer> | undefined;
let postgres: Promise<PostgresServer | undefined> | undefined;

after(async () => {
  await (await pglite)?.stop();
  await (await postgres)?.stop();
  rmSync(folder, { recursive: true });
});

function closed(t: TestContext, store: GalleryStore): GalleryStore {
  t.after(() => store.close());
  return store;
}

function newFile(): string {
  return join(folder, `${++files}.db`);
}

async function newDatabase(t: TestContext): Promise<string | undefined> {
  postgres ??= startPostgres();
  const server = await postgres;
  if (!server) t.skip(NO_POSTGRES);
  return server?.newDatabase();
}

testStore("SQLite", async (t) => closed(t, await openStore(newFile())));

testStore("PostgreSQL", async (t) => {
  const url = await newDatabase(t);
  return url === undefined ? undefined : closed(t, await openStore(url));
});

testStore("PGlite with pgvector", async (t) => {
  pglite ??= startPglite();
  return closed(t, await openStore((await pglite).newSchema()));
});

testStore("two shards of SQLite", async (t) => closed(t, await openStore([newFile(), newFile()])), {
  servers: 2,
});

testStore(
  "shards of PostgreSQL and SQLite",
  async (t) => {
    const urls = [await newDatabase(t), newFile(), await newDatabase(t)];
    return urls[0] === undefined ? undefined : closed(t, await openStore(urls as string[]));
  },
  { servers: 3 },
);
