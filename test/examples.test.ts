/**
 * Every `@example` of a docstring runs.
 * @module
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "./tools/paths.ts";

const execute = promisify(execFile);

// Inside the repository, so that the examples find the package under its own name.
const folder = mkdtempSync(join(ROOT, "dist/examples-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const examples = ["core", "formats", "models", "cmds"].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => examplesOf(join(top, file))),
);

function examplesOf(file: string): { name: string; code: string }[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  return [...source.matchAll(/^ *\* ```ts\n([\s\S]*?)^ *\* ```/gm)].map(([, block], i) => ({
    name: `${file} ${i + 1}`,
    code: block!.replace(/^ *\* ?/gm, ""),
  }));
}

test("there are examples", () => assert.ok(examples.length > 0));

for (const { name, code } of examples) {
  test(name, async () => {
    const path = join(folder, `${name.replace(/\W+/g, "_")}.mjs`);
    writeFileSync(path, code);
    await execute(process.execPath, [path], { cwd: folder, timeout: 60_000 });
  });
}
