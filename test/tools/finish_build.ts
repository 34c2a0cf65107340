/**
 * Part of the build: bundles what users run, writes the manual pages, and puts the executables under their bare names into
 * `dist/test/bin`, for the tests and the examples.
 * @module
 */
import { chmodSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, bundlePage, PACKAGE } from "./bundle.ts";
import { writeManPages } from "./man_pages.ts";

await Promise.all([bundle(), bundlePage()]);
await writeManPages();
const names = fileURLToPath(new URL("../bin/", import.meta.url));
mkdirSync(names, { recursive: true });
for (const file of readdirSync(PACKAGE)) {
  const name = /^bin-(.+)\.js$/.exec(file)?.[1];
  if (name === undefined) continue;
  chmodSync(join(PACKAGE, file), 0o755);
  symlinkSync(join(PACKAGE, file), join(names, name));
}
