import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeFolders } from "../../formats/make_folders.ts";

const base = mkdtempSync(join(tmpdir(), "facepipe-test-"));
after(() => rmSync(base, { recursive: true }));

test("folders are made down to the last one, and the highest that was made is told", async () => {
  assert.equal(await makeFolders(join(base, "a/b/c"), 0o700), join(base, "a"));
  for (const path of ["a", "a/b", "a/b/c"]) assert.equal(statSync(join(base, path)).mode & 0o777, 0o700);
  assert.equal(await makeFolders(join(base, "a/b/c")), undefined);
  assert.equal(await makeFolders(join(base, "a/b/d/e")), join(base, "a/b/d"));
});

test("two at once both have the folder", async () => {
  const path = join(base, "both/x/y");
  await Promise.all([makeFolders(path), makeFolders(path)]);
  assert.ok(statSync(path).isDirectory());
});

test("what is in the way is told", async () => {
  const file = join(base, "file");
  writeFileSync(file, "");
  await assert.rejects(makeFolders(file), { code: "EEXIST" });
  await assert.rejects(makeFolders(join(file, "x")), { code: "ENOTDIR" });
});

test("a file system that makes no folders is no reason to wait", {
  skip: process.platform !== "linux" && "needs /proc",
  timeout: 10_000,
}, async () => {
  await assert.rejects(makeFolders("/proc/facepipe/x"), { code: "ENOENT" });
});
