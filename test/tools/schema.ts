/**
 * `npm run schema`: writes the README's table of record fields anew from the field table.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.ts";
import { withSchema } from "./readme.ts";

const path = join(ROOT, "README.md");
writeFileSync(path, withSchema(readFileSync(path, "utf8")));
