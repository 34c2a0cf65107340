/**
 * Part of the build: makes the bins executable, since the compiler does not, and puts them under
 * their bare names into `dist/test/bin`, for the tests and the examples.
 * @module
 */
import { chmodSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const bins = new URL("../../cmds/bin/", import.meta.url);
const names = new URL("../bin/", import.meta.url);
mkdirSync(names, { recursive: true });
for (const file of readdirSync(bins).filter((name) => name.endsWith(".js"))) {
  const path = fileURLToPath(new URL(file, bins));
  chmodSync(path, 0o755);
  symlinkSync(path, new URL(basename(file, ".js"), names));
}
