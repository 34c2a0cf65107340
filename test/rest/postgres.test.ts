import { after, test } from "node:test";
import { NO_POSTGRES, startPostgres } from "../tools/postgres_server.ts";
import { restSuite } from "./rest_suite.ts";

const postgres = await startPostgres();
after(() => postgres?.stop());

if (postgres) restSuite("PostgreSQL", () => postgres.newDatabase());
else test("REST on PostgreSQL", { skip: NO_POSTGRES }, () => {});
