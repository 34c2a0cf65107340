import { processSuite } from "./process_suite.ts";
import { sqlitePlace } from "./sqlite_place.ts";
import { gallerySuite } from "./suite.ts";

gallerySuite("SQLite", sqlitePlace);
processSuite("SQLite", sqlitePlace);
