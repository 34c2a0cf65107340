/** @module Faces are found once, and then remembered by the photo's content. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { facesOnce } from "../../core/face_cache.ts";
import type { Face, FaceCache, Failure, Photo } from "../../core/mod.ts";

const SHA = "ab".repeat(32);
const photo: Photo = { kind: "photo", path: "a.jpg", sha256: SHA };
const face: Face = { kind: "face", faceId: "abababababababab-0", path: "a.jpg", sha256: SHA, score: 0.9 };
const failure: Failure = { kind: "error", stage: "detect", code: "EXTRACTION_ERROR", reason: "Cannot" };

/** A cache in memory. */
function memory(): FaceCache & { readonly known: Map<string, readonly Face[]> } {
  const known = new Map<string, readonly Face[]>();
  return {
    known,
    read: async (sha256) => known.get(sha256) && [...known.get(sha256)!],
    write: async (sha256, faces) => void known.set(sha256, faces),
  };
}

test("the second look finds nothing anew, and goes by the photo's present name", async () => {
  const cache = memory();
  let looks = 0;
  const find = async () => {
    looks++;
    return [face];
  };
  assert.deepEqual(await facesOnce(photo, cache, find), [face]);
  assert.deepEqual(await facesOnce({ ...photo, path: "b.jpg" }, cache, find), [{ ...face, path: "b.jpg" }]);
  assert.equal(looks, 1);
  await facesOnce(photo, undefined, find);
  assert.equal(looks, 2);
});

test("a photo without faces is remembered too, one of which something failed is not", async () => {
  const cache = memory();
  assert.deepEqual(await facesOnce(photo, cache, async () => []), []);
  assert.deepEqual(cache.known.get(SHA), []);
  cache.known.clear();
  assert.deepEqual(await facesOnce(photo, cache, async () => [face, failure]), [face, failure]);
  assert.equal(cache.known.size, 0);
  await assert.rejects(
    facesOnce(photo, cache, async () => {
      throw new Error("broken");
    }),
    /broken/,
  );
  assert.equal(cache.known.size, 0);
});
