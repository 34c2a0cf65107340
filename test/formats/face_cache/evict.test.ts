/** @module The size of a cache of faces, and what clears it. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { evict } from "../../../formats/face_cache/evict.ts";
import { cacheFiles } from "../../../formats/face_cache/layout.ts";
import { clearFaceCache, faceCacheStats, openFaceCache } from "../../../formats/mod.ts";
import { cachedFaces, shaOf } from "../../tools/cached_faces.ts";
import { scratch } from "../../tools/shell.ts";

const base = scratch();
const BLOCK = 4096;

/** A cache with ten photos, the first of which was used last. */
async function tenPhotos(name: string): Promise<string> {
  const folder = join(base, name);
  const cache = await openFaceCache(folder, { settings: 1, limit: 1e9, note: assert.fail });
  for (let photo = 0; photo < 10; photo++) await cache.write(shaOf(photo), cachedFaces(photo));
  for await (const { path } of cacheFiles(folder)) {
    const photo = Array.from({ length: 10 }, (_, i) => i).find((i) => path.includes(shaOf(i)))!;
    const when = new Date(Date.now() - (photo + 1) * 3 * 3600_000);
    utimesSync(path, when, when);
  }
  return folder;
}

async function known(folder: string): Promise<number[]> {
  const cache = await openFaceCache(folder, { settings: 1, limit: 1e9, note: assert.fail });
  const photos = [];
  for (let photo = 0; photo < 10; photo++) if (await cache.read(shaOf(photo))) photos.push(photo);
  return photos;
}

test("a full cache loses what was not used for longest, down to nine tenths", async () => {
  const folder = await tenPhotos("full");
  assert.equal(await evict(folder, 10 * BLOCK), 10 * BLOCK);
  assert.equal(await evict(folder, 9 * BLOCK), 8 * BLOCK);
  assert.deepEqual(await known(folder), [0, 1, 2, 3, 4, 5, 6, 7]);
});

test("an entry that is read counts as used", async () => {
  const folder = await tenPhotos("used");
  const cache = await openFaceCache(folder, { settings: 1, limit: 1e9, note: assert.fail });
  await cache.read(shaOf(9));
  await evict(folder, 5 * BLOCK);
  assert.deepEqual(await known(folder), [0, 1, 2, 9]);
});

test("a run that adds to a cache keeps it below its size", async () => {
  const folder = await tenPhotos("closing");
  const cache = await openFaceCache(folder, { settings: 1, limit: 6 * BLOCK, note: assert.fail });
  await cache.close();
  assert.equal((await known(folder)).length, 10, "a run that added nothing looks after nothing");
  const again = await tenPhotos("closing2");
  const adding = await openFaceCache(again, { settings: 1, limit: 6 * BLOCK, note: assert.fail });
  await adding.write(shaOf(20), cachedFaces(20));
  await adding.close();
  assert.deepEqual(await known(again), [0, 1, 2, 3]);
});

test("drafts of killed processes go, those of living ones and the files of others stay", async () => {
  const folder = await tenPhotos("drafts");
  const [settings] = readdirSync(folder);
  const place = join(folder, settings!, readdirSync(join(folder, settings!))[0]!);
  const drafts = ["11111111", "22222222"].map((id) =>
    join(place, `.${id}-1111-1111-1111-111111111111.draft`),
  );
  for (const path of drafts) writeFileSync(path, "half");
  utimesSync(drafts[0]!, new Date(0), new Date(0));
  const mine = [join(folder, "notes.txt"), join(place, "photo.jpg"), join(folder, "pictures", "a.jpg")];
  mkdirSync(join(folder, "pictures"));
  for (const path of mine) writeFileSync(path, "mine");
  assert.deepEqual(await faceCacheStats(folder).then(({ photos, settings }) => ({ photos, settings })), {
    photos: 10,
    settings: 1,
  });
  await evict(folder, 1e9);
  assert.deepEqual(drafts.map(existsSync), [false, true]);
  assert.equal(await clearFaceCache(folder), 10);
  assert.deepEqual([...mine, drafts[1]!].map(existsSync), [true, true, true, true]);
});

test("clearing leaves nothing behind, and what is not there is clear", async () => {
  const folder = await tenPhotos("clear");
  assert.equal(await clearFaceCache(folder), 10);
  assert.ok(!existsSync(folder));
  assert.equal(await clearFaceCache(folder), 0);
  assert.deepEqual(await faceCacheStats(folder), { photos: 0, settings: 0, bytes: 0 });
});
