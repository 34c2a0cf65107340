/**
 * Every `@example` of a docstring compiles and runs.
 * @module
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "./tools/paths.ts";

const execute = promisify(execFile);

const COMPILER_OPTIONS = [
  "--ignoreConfig",
  "--strict",
  "--module",
  "nodenext",
  "--target",
  "es2023",
  "--types",
  "node",
  "--skipLibCheck",
];

// Inside the repository, so that the examples find the package under its own name.
const folder = mkdtempSync(join(ROOT, "dist/examples-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const examples = ["core", "formats", "models", "cmds"].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => examplesOf(join(top, file))),
);

function examplesOf(file: string): { name: string; code: string; stem: string }[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  return [...source.matchAll(/^ *\* ```ts\n([\s\S]*?)^ *\* ```/gm)].map(([, block], i) => ({
    name: `${file} ${i + 1}`,
    stem: join(folder, `${file.replace(/\W+/g, "_")}_${i + 1}`),
    code: block!.replace(/^ *\* ?/gm, ""),
  }));
}

describe("examples", () => {
  before(async () => {
    assert.ok(examples.length > 0);
    for (const { stem, code } of examples) writeFileSync(`${stem}.mts`, code);
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    const files = examples.map(({ stem }) => `${stem}.mts`);
    await execute(process.execPath, [compiler, ...COMPILER_OPTIONS, ...files], { cwd: folder }).catch(
      (error) => {
        assert.fail(`the examples do not compile:\n${error.stdout}`);
      },
    );
  });

  for (const { name, stem } of examples) {
    test(name, async () => {
      await execute(process.execPath, [`${stem}.mjs`], { cwd: folder, timeout: 60_000 });
    });
  }
});
