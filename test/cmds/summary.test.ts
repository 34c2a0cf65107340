/** @module What was done, in numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Summary } from "../../cmds/summary.ts";

test("photos, faces, files, folders and failures are counted", () => {
  let now = 1000;
  const summary = new Summary(() => now);
  summary.add({ kind: "photo", path: "a.jpg", faces: 2, placed: ["out/Ann/a.jpg", "out/Bob/a.jpg"] });
  summary.add({ kind: "photo", path: "b.jpg", faces: 1, placed: ["out/Ann/b.jpg"] });
  summary.add({ kind: "error", stage: "place", code: "CONFLICT", reason: "Cannot place c.jpg" });
  now = 3140;
  assert.equal(summary.sentence(), "2 photos, 3 faces, 3 files in 2 folders, 1 failure; 2.1 s");
  assert.deepEqual(summary.object("place", true), {
    command: "place",
    photos: 2,
    faces: 3,
    files: 3,
    folders: 2,
    removed: 0,
    failed: 1,
    seconds: 2.14,
    complete: true,
  });
});

test("face records are not counted twice", () => {
  const summary = new Summary(() => 0);
  summary.add({ kind: "photo", path: "a.jpg", faces: 1 });
  summary.add({ kind: "face", faceId: "a-0" });
  assert.equal(summary.sentence(), "1 photo, 1 face; 0.0 s");
  const nothing = new Summary(() => 0);
  assert.equal(nothing.sentence(), "0 photos; 0.0 s");
});
