/** @module Scanning photos. */
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { FaceRecord } from "../../core/mod.ts";
import { type ScanOptions, scanPhotos, shardOf } from "../../formats/mod.ts";
import { SAMPLE_NAMES, SAMPLES } from "../tools/paths.ts";
import { scratch } from "../tools/shell.ts";

async function scan(paths: string[], options?: ScanOptions): Promise<FaceRecord[]> {
  const records: FaceRecord[] = [];
  for await (const record of scanPhotos(paths, options)) records.push(record);
  return records;
}

test("a photo's record says what its file is", async () => {
  const folder = scratch();
  copyFileSync(join(SAMPLES, "sample1.jpg"), join(folder, "a.jpg"));
  utimesSync(join(folder, "a.jpg"), 0, 1_700_000_000);
  assert.deepEqual(await scan([folder]), [
    {
      kind: "photo",
      path: join(folder, "a.jpg"),
      sha256: "8ecae4b267b2d3169e06e00c7dee97097aa2a94635d45216f7732a5f4943cb51",
      size: 144516,
      mtime: "2023-11-14T22:13:20.000Z",
      width: 1920,
      height: 1280,
      orientation: 1,
      takenAt: "2017-10-31T20:16:18",
      camera: "SONY ILCE-7M2",
      latitude: 37.3196375,
      longitude: -121.9465025,
      altitude: 0,
    },
  ]);
});

test("files that are no photos become error records", async () => {
  const folder = scratch();
  writeFileSync(join(folder, "empty.jpg"), "");
  writeFileSync(join(folder, "text.jpg"), "I am a text\n");
  copyFileSync(join(SAMPLES, "sample2.jpg"), join(folder, "z.jpg"));
  const records = await scan([folder]);
  assert.deepEqual(
    records.map((record) =>
      record.kind === "error" ? record.reason.replace(`${folder}/`, "") : record.kind,
    ),
    [
      "Cannot read photo empty.jpg: the file is empty",
      "Cannot read photo text.jpg: it is not a photo in a format that can be read",
      "photo",
    ],
  );
});

test("the parts of all shards together are everything, once", async () => {
  const parts = [1, 2, 3].map((part) => scan([SAMPLES], { extensions: ["jpg"], shard: { part, of: 3 } }));
  const paths = (await Promise.all(parts)).flat().map((record) => record.kind === "photo" && record.path);
  assert.deepEqual(
    paths.sort(),
    SAMPLE_NAMES.map((name) => join(SAMPLES, name)),
  );
  assert.equal(shardOf("photos/a.jpg", 1), 1);
});

test("inline records carry the file", async () => {
  const path = join(SAMPLES, "sample1.jpg");
  const [record] = await scan([path], { inline: true });
  assert.ok(record?.kind === "photo" && record.bytes);
  assert.ok(Buffer.from(record.bytes).equals(readFileSync(path)));
});

test("photos modified before a time can be left out", async () => {
  const folder = scratch();
  for (const [name, time] of [
    ["old.jpg", 1000],
    ["new.jpg", 2000],
  ] as const) {
    copyFileSync(join(SAMPLES, "sample1.jpg"), join(folder, name));
    utimesSync(join(folder, name), time, time);
  }
  const records = await scan([folder], { since: new Date(2000_000) });
  assert.deepEqual(
    records.map((record) => record.kind === "photo" && record.path),
    [join(folder, "new.jpg")],
  );
});
