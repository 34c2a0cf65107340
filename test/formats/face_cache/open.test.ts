/** @module A cache of faces: whole entries or none, closed to others, and a hindrance to nobody. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type FileFaceCache, faceCacheStats, openFaceCache } from "../../../formats/mod.ts";
import { cachedFaces, shaOf } from "../../tools/cached_faces.ts";
import { scratch } from "../../tools/shell.ts";

const base = scratch();
let folders = 0;
const fresh = () => join(base, `cache-${++folders}`);

async function openIn(
  folder: string,
  notes: string[] = [],
  settings: unknown = "same",
): Promise<FileFaceCache> {
  return openFaceCache(folder, { settings, limit: 1e9, note: (text) => void notes.push(text) });
}

/** The files of a cache, by their path. */
function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return all.filter((path) => !statSync(path).isDirectory()).sort();
}

describe("entries", () => {
  test("come back as they were, to the last bit", async () => {
    const folder = fresh();
    await (await openIn(folder)).write(shaOf(2), cachedFaces(2));
    const cache = await openIn(folder);
    assert.deepEqual(await cache.read(shaOf(2)), cachedFaces(2));
    assert.equal(await cache.read(shaOf(1)), undefined);
    assert.equal(cache.hits, 1);
  });

  test("are of one photo and one way to look", async () => {
    const folder = fresh();
    await (await openIn(folder)).write(shaOf(1), cachedFaces(1));
    assert.equal(await (await openIn(folder, [], "other")).read(shaOf(1)), undefined);
  });

  test("are the user's own, and so are their folders", async () => {
    const folder = fresh();
    mkdirSync(folder, { mode: 0o755 });
    chmodSync(folder, 0o755);
    await (await openIn(folder)).write(shaOf(1), cachedFaces(1));
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const [file] = filesIn(folder);
    assert.equal(statSync(file!).mode & 0o777, 0o600);
    assert.equal(statSync(join(file!, "..")).mode & 0o777, 0o700);
  });
});

describe("what is broken", () => {
  const spoil: Record<string, (path: string) => void> = {
    "cut short": (path) => writeFileSync(path, readFileSync(path).subarray(0, -9)),
    "changed in one letter": (path) => writeFileSync(path, readFileSync(path, "utf8").replace("0.3", "0.4")),
    empty: (path) => writeFileSync(path, ""),
    "something else": (path) => writeFileSync(path, "not ours\n{}"),
    "a FIFO": (path) => {
      rmSync(path);
      execFileSync("mkfifo", [path]);
    },
    "a link": (path) => {
      rmSync(path);
      symlinkSync("/dev/zero", path);
    },
  };
  for (const [name, change] of Object.entries(spoil)) {
    test(`an entry that is ${name} is none, with one note, and is replaced`, async () => {
      const [folder, notes] = [fresh(), [] as string[]];
      const cache = await openIn(folder, notes);
      for (const photo of [1, 4]) await cache.write(shaOf(photo), cachedFaces(photo));
      for (const path of filesIn(folder)) change(path);
      for (const photo of [1, 4]) assert.equal(await cache.read(shaOf(photo)), undefined);
      assert.equal(notes.length, 1);
      assert.match(notes[0]!, /is no whole file of the cache/);
      await cache.write(shaOf(1), cachedFaces(1));
      assert.deepEqual(await cache.read(shaOf(1)), cachedFaces(1));
    });
  }

  test("a folder that cannot be made gives a cache that knows nothing, and says so", async () => {
    const [folder, notes] = [fresh(), [] as string[]];
    writeFileSync(folder, "a file");
    const cache = await openIn(folder, notes);
    await cache.write(shaOf(1), cachedFaces(1));
    assert.equal(await cache.read(shaOf(1)), undefined);
    await cache.close();
    assert.equal(notes.length, 1);
    assert.match(notes[0]!, /^Cannot keep faces in .*; going on without$/);
  });

  test("a cache that cannot be written to is still read, and says so once", async () => {
    const [folder, notes] = [fresh(), [] as string[]];
    const cache = await openIn(folder, notes);
    await cache.write(shaOf(1), cachedFaces(1));
    const [settings] = readdirSync(folder);
    writeFileSync(join(folder, settings!, shaOf(2).slice(0, 2)), "a file where a folder should be");
    await Promise.all([2, 2].map((photo) => cache.write(shaOf(photo), cachedFaces(photo))));
    assert.deepEqual(await cache.read(shaOf(1)), cachedFaces(1));
    assert.equal(notes.length, 1);
  });
});

test("processes that write at the same time, and are killed at it, leave only whole entries", async () => {
  const folder = fresh();
  const child = fileURLToPath(new URL("../../tools/face_cache_child.js", import.meta.url));
  const writers = [0, 50, 100].map((first) =>
    spawn(process.execPath, [child, folder, String(first)], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  for (const [i, writer] of writers.entries()) {
    let lines = 0;
    await new Promise<void>((resolve) => {
      writer.stdout.on("data", (text: Buffer) => {
        lines += text.toString().split("\n").length - 1;
        if (lines > 60 + 40 * i) resolve();
      });
    });
    writer.kill("SIGKILL");
    await new Promise((resolve) => writer.once("close", resolve));
  }
  const notes: string[] = [];
  const cache = await openIn(folder, notes);
  let known = 0;
  for (let photo = 0; photo < 200; photo++) {
    const faces = await cache.read(shaOf(photo));
    if (faces === undefined) continue;
    assert.deepEqual(faces, cachedFaces(photo));
    known++;
  }
  assert.ok(known > 100, `${known} known`);
  assert.deepEqual(notes, []);
  assert.equal((await faceCacheStats(folder)).photos, known);
});
