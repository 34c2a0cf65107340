import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Box,
  type Face,
  type FaceRecord,
  type MainFace,
  mainFace,
  mainFaces,
} from "../../../core/mod.ts";
import { seeded, shuffled } from "../../tools/random_vectors.ts";
import { run } from "../../tools/stages.ts";

function face(faceId: string, bbox?: Box, path = "a.jpg"): Face {
  return { kind: "face", faceId, path, ...(bbox && { bbox }) };
}

const PHOTO = { width: 100, height: 60 };

function chosen(faces: Face[], by: MainFace): string | undefined {
  return mainFace(faces, PHOTO, by)?.faceId;
}

test("by centre the nearest wins, then the larger, then the lower id", () => {
  const near = face("n", [45, 25, 57, 37]);
  const large = face("l", [0, 0, 40, 40]);
  assert.equal(chosen([large, near], "centre"), "n");
  assert.equal(chosen([face("s", [46, 26, 56, 36]), near], "centre"), "n");
  const left = face("b", [40, 25, 50, 35]);
  const right = face("a", [50, 25, 60, 35]);
  assert.equal(chosen([left, right], "centre"), "a");
});

test("by size the largest wins, then the lower id", () => {
  assert.equal(
    chosen([face("b", [0, 0, 5, 5]), face("c", [0, 0, 6, 5]), face("a", [50, 0, 56, 5])], "largest"),
    "a",
  );
});

test("faces without a box come last, alone they win", () => {
  assert.equal(chosen([face("a"), face("b", [0, 0, 1, 1])], "centre"), "b");
  assert.equal(chosen([face("a"), face("b", [0, 0, 1, 1])], "largest"), "b");
  assert.equal(mainFace([face("a")], {}, "centre")?.faceId, "a");
  assert.equal(chosen([], "centre"), undefined);
});

test("by centre the size of the photo must be known where there is a choice", () => {
  const faces = [face("a", [0, 0, 1, 1]), face("b", [0, 0, 2, 2])];
  assert.throws(() => mainFace(faces, { width: 3 }, "centre"), {
    exit: 4,
    message: "Cannot read records: face a: its photo a.jpg has no record with width and height",
  });
  assert.equal(mainFace(faces, {}, "largest")?.faceId, "b");
});

test("the stage keeps one face of each photo, in whatever order the records come", async () => {
  const records: FaceRecord[] = [
    { kind: "photo", path: "a.jpg", ...PHOTO, faces: 2 },
    face("a-0", [0, 0, 40, 40]),
    face("a-1", [45, 25, 55, 35]),
    { kind: "photo", path: "b.jpg", ...PHOTO, faces: 0 },
    { kind: "error", stage: "detect", path: "c.jpg", code: "EXTRACTION_ERROR", reason: "Cannot" },
    { kind: "photo", path: "d.jpg", ...PHOTO, faces: 1 },
    face("d-0", [0, 0, 9, 9], "d.jpg"),
  ];
  const kept = await run(mainFaces("centre"), records);
  assert.deepEqual(kept, [
    { ...records[0], faces: 1 },
    records[2],
    records[3],
    records[4],
    records[5],
    records[6],
  ]);
  const random = seeded(1);
  for (let round = 0; round < 10; round++) {
    const mixed = await run(mainFaces("centre"), shuffled(random, records));
    assert.deepEqual(
      new Set(mixed.map((r) => r.kind === "face" && r.faceId)),
      new Set([false, "a-1", "d-0"]),
    );
    assert.equal(mixed.length, 6);
  }
});

test("a photo that comes twice keeps both records of its face", async () => {
  const photo: FaceRecord = { kind: "photo", path: "a.jpg", ...PHOTO };
  const once = [photo, face("a-0", [0, 0, 40, 40]), face("a-1", [45, 25, 55, 35])];
  const kept = await run(mainFaces("largest"), [...once, ...once]);
  assert.deepEqual(kept, [photo, once[1], photo, once[1]]);
});

test("an unknown choice is refused", () => {
  assert.throws(() => mainFaces("left" as MainFace), { exit: 2, param: "main-face" });
});
