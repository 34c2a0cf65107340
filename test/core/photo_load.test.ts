/** @module Large photos: fewer of them in work at a time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_FILTERS, detectFaces, type Photo, type PhotoReader } from "../../core/mod.ts";
import { run } from "../tools/stages.ts";

/** The most photos of these sizes that detection with a window of 8 has open at once. */
async function mostOpen(width: number, height: number, bytes?: Uint8Array): Promise<number> {
  let [open, most] = [0, 0];
  const reader: PhotoReader = {
    async open(record) {
      most = Math.max(most, ++open);
      await sleep(5);
      open--;
      return { record, decode: async () => ({ width: 1, height: 1, data: new Uint8Array(3) }) };
    },
    encodeCrop: async () => new Uint8Array(),
    decodeCrop: async () => assert.fail("no crop is read"),
  };
  const stage = detectFaces({
    reader,
    detector: { id: "none", inputSize: [64, 64], get: async () => [] },
    filters: DEFAULT_FILTERS,
    window: 8,
  });
  const photos = Array.from({ length: 24 }, (_, i): Photo => {
    return { kind: "photo", path: `${i}.jpg`, width, height, ...(bytes && { bytes }) };
  });
  const records = await run(stage, photos);
  assert.deepEqual(
    records.map((record) => record.kind === "photo" && record.path),
    photos.map(({ path }) => path),
  );
  return most;
}

test("a window is full of photos of 8 million pixels by their number", async () => {
  assert.equal(await mostOpen(3456, 2592), 8);
});

test("a window is full of large photos by their weight, but one is always in work", async () => {
  // 8 × 32 MiB hold four of 25 million pixels, three bytes each.
  assert.equal(await mostOpen(5_000, 5_000), 4);
  assert.equal(await mostOpen(30_000, 30_000), 1);
});

test("files that the records carry weigh too", async () => {
  assert.equal(await mostOpen(10, 10, new Uint8Array(90 * 2 ** 20)), 3);
});

test("photos whose size nobody told are taken for 8 million pixels", async () => {
  assert.equal(await mostOpen(0, 0, new Uint8Array(58 * 2 ** 20)), 3);
});
