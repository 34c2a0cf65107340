/** @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Face, type FaceRecord, mainFaceRuns, type Photo } from "../../../core/mod.ts";

const photo = (path: string, faces: number): Photo => ({
  kind: "photo",
  path,
  width: 100,
  height: 100,
  faces,
});
const face = (path: string, faceId: string, side: number): Face => ({
  kind: "face",
  faceId,
  path,
  bbox: [0, 0, side, side],
});

async function run(records: FaceRecord[], by: "largest" | "centre"): Promise<FaceRecord[]> {
  const source = (async function* () {
    yield* records;
  })();
  const found: FaceRecord[] = [];
  for await (const record of mainFaceRuns(by)(source)) found.push(record);
  return found;
}

test("the main face of each photo is kept, and all photos are", async () => {
  const error: FaceRecord = { kind: "error", stage: "detect", code: "EXTRACTION_ERROR", reason: "x" };
  const records = [
    photo("a", 2),
    face("a", "a-0", 10),
    face("a", "a-1", 50),
    photo("b", 0),
    error,
    photo("c", 1),
    face("c", "c-0", 5),
  ];
  assert.deepEqual(await run(records, "largest"), [
    photo("a", 1),
    face("a", "a-1", 50),
    photo("b", 0),
    error,
    photo("c", 1),
    face("c", "c-0", 5),
  ]);
});

test("faces without photo records are told apart by their path", async () => {
  const records = [face("a", "a-0", 10), face("a", "a-1", 50), face("b", "b-0", 7)];
  assert.deepEqual(await run(records, "largest"), [face("a", "a-1", 50), face("b", "b-0", 7)]);
});
