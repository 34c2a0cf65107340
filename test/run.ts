/**
 * Runs the tests: all, or those whose file name holds one of the arguments. Fails when none ran,
 * which `node --test` by itself does not.
 * @module
 */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { TEST_MODELS } from "./tools/default_pack.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.test\.[jt]s$/.test(file))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .map((file) => here + file)
  .sort();

// The tests share one model cache; none of them should be the one that has to fill it.
execFileSync(join(here, "bin/facepipe"), ["models", "fetch", "default"], {
  env: { ...process.env, FACEPIPE_MODELS_DIR: TEST_MODELS },
  stdio: "inherit",
});

let passed = 0;
let failed = 0;
const stream = run({ files, concurrency: 2, timeout: 15 * 60_000 })
  .on("test:pass", ({ details, skip }) => {
    if (details.type !== "suite" && skip === undefined) passed++;
  })
  .on("test:fail", () => {
    failed++;
  });
stream.compose(new spec()).pipe(process.stdout);
stream.on("end", () => {
  if (passed === 0) process.stderr.write(`No test ran in ${relative(".", here) || "."}\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
