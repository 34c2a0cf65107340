import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readPlacedFolder } from "../../../formats/mod.ts";
import { scratch } from "../../tools/shell.ts";

const MODULE = new URL("../../../formats/place/files_below.js", import.meta.url).href;

test("a folder may hold more files than a call takes arguments", () => {
  const root = scratch();
  mkdirSync(join(root, "Ann/.hidden"), { recursive: true });
  symlinkSync("..", join(root, "Ann/up"));
  for (let count = 0; count < 20_000; count++) writeFileSync(join(root, "Ann", String(count)), "");
  const script = `import(${JSON.stringify(MODULE)}).then(async ({ filesBelow }) => {
    const paths = await filesBelow(${JSON.stringify(root)});
    console.log(paths.length, paths[0], paths.at(-1));
  })`;
  // With the usual stack it takes six times as many files.
  const printed = execFileSync(process.execPath, ["--stack-size=150", "-e", script], { encoding: "utf8" });
  assert.equal(printed, "20001 Ann/0 Ann/up\n");
});

test("what keeps a folder from being read says that it was to be learned from", async () => {
  await assert.rejects(readPlacedFolder("a\0b"), /^FacepipeError: Cannot learn from a/);
});
