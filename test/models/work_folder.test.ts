import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openWorkFolder } from "../../models/work_folder.ts";
import { scratch } from "../tools/shell.ts";

const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** The id of a process that has ended. */
const DEAD = spawnSync(process.execPath, ["--version"]).pid;

async function leave(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, "x.part"), content);
  return path;
}

test("two work folders are two", async () => {
  const pack = scratch();
  const [a, b] = [await openWorkFolder(pack), await openWorkFolder(pack)];
  assert.notEqual(a.path, b.path);
  assert.equal((await readdir(pack)).length, 2);
  await a.remove();
  await b.remove();
  assert.deepEqual(await readdir(pack), []);
});

test("the largest leftover is taken over and the others go", async () => {
  const pack = scratch();
  await leave(pack, `.fetching-${HOST}-${DEAD}-00000001`, "small");
  await leave(pack, ".fetching-free-00000002", "the largest");
  await leave(pack, `.fetching-${HOST}-${process.pid}-00000003`, "of the last life of this container");
  await writeFile(join(pack, "model.onnx"), "a model");
  const work = await openWorkFolder(pack);
  assert.match(await readFile(join(work.path, "x.part"), "utf8"), /^of the last life/);
  assert.equal((await readdir(pack)).length, 2);
});

test("what a running process or another machine works on is left alone", async () => {
  const pack = scratch();
  await leave(pack, `.fetching-${HOST}-${process.ppid}-00000001`, "mine");
  const foreign = await leave(pack, ".fetching-00000000-1-00000002", "theirs");
  const work = await openWorkFolder(pack);
  assert.deepEqual(await readdir(work.path), []);
  assert.equal((await readdir(pack)).length, 3);
  await work.remove();

  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
  await utimes(join(foreign, "x.part"), twoDaysAgo, twoDaysAgo);
  await utimes(foreign, twoDaysAgo, twoDaysAgo);
  const next = await openWorkFolder(pack);
  assert.equal(await readFile(join(next.path, "x.part"), "utf8"), "theirs");
});

test("a released folder is kept for the next fetch, an empty one is not", async () => {
  const pack = scratch();
  const work = await openWorkFolder(pack);
  await writeFile(join(work.path, "x.part"), "half");
  await work.release();
  const next = await openWorkFolder(pack);
  assert.equal(await readFile(join(next.path, "x.part"), "utf8"), "half");
  await writeFile(join(next.path, "x.part"), "");
  await next.release();
  assert.deepEqual(await readdir(pack), []);
});
