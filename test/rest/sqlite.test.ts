import { join } from "node:path";
import { scratch } from "../tools/shell.ts";
import { restSuite } from "./rest_suite.ts";

restSuite("SQLite", async () => join(scratch(), "galleries.db"));
