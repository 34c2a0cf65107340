import { sqlitePlace } from "./sqlite_place.ts";
import { serverSuite } from "./suite.ts";

serverSuite("SQLite", sqlitePlace);
