/**
 * `npm run schema`: writes the page of record fields anew from the field table.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { RECORDS_PAGE, withSchema } from "./records_page.ts";

writeFileSync(RECORDS_PAGE, withSchema(readFileSync(RECORDS_PAGE, "utf8")));
