/**
 * `package.json` lists the manual page of every command, for npm to install. `npm run pages` writes
 * the list anew.
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { MAN } from "./tools/man_pages.ts";
import { ROOT } from "./tools/paths.ts";

test("package.json lists every manual page", () => {
  const path = join(ROOT, "package.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  const pages = readdirSync(MAN).sort();
  const man = pages.map((page) => `./dist/man/${page}`);
  if (process.env.FACEPIPE_REGENERATE === "1")
    writeFileSync(path, `${JSON.stringify({ ...manifest, man }, null, 2)}\n`);
  else assert.deepEqual(manifest.man, man, "npm run pages writes the list anew");
});
