/**
 * The suite on PostgreSQL as Debian has it, and on PGlite with pgvector.
 * @module
 */
import { after, describe, test } from "node:test";
import { openStore } from "../../formats/mod.ts";
import { startPglite } from "../tools/pglite_server.ts";
import { NO_POSTGRES, startPostgres } from "../tools/postgres_server.ts";
import { processSuite } from "./process_suite.ts";
import { gallerySuite } from "./suite.ts";

const postgres = await startPostgres();
const pglite = await startPglite();
after(async () => {
  await postgres?.stop();
  await pglite.stop();
});

function place(address: string) {
  return { address, open: () => openStore(address), remove: async () => {} };
}

if (postgres) {
  const newPlace = async () => place(await postgres.newDatabase());
  gallerySuite("PostgreSQL", newPlace);
  processSuite("PostgreSQL", newPlace);
} else {
  test("PostgreSQL", { skip: NO_POSTGRES }, () => {});
}

// PGlite answers one connection at a time, so the suite needs no second store there.
describe("PGlite", () => gallerySuite("PGlite with pgvector", async () => place(pglite.newSchema())));
