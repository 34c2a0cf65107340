import assert from "node:assert/strict";
import { test } from "node:test";
import { Gathered } from "../../../core/grouping/gathered.ts";
import { candidatesOf, type Face, NO_PHOTO } from "../../../core/mod.ts";

function candidates(faces: readonly Face[]) {
  const gathered = new Gathered();
  for (const face of faces) gathered.add(face, Float32Array.of(1, 0));
  return candidatesOf(gathered, gathered.finish());
}

const full: Face = {
  kind: "face",
  faceId: "b",
  path: "p.jpg",
  score: 0.5,
  blur: 80,
  bbox: [10, 20, 110, 90],
  elected: true,
  embedder: "e@1",
};

test("columns follow the ids; what is unknown is NaN", () => {
  const { ids, photos, quality, embedder } = candidates([
    full,
    { kind: "face", faceId: "c", path: "p.jpg", filtered: "blur-threshold", embedder: "e@1" },
    { kind: "face", faceId: "a", embedder: "e@1" },
  ]);
  assert.deepEqual(ids, ["a", "b", "c"]);
  assert.deepEqual([...photos], [NO_PHOTO, 0, 0]);
  assert.deepEqual([...quality.score], [Number.NaN, 0.5, Number.NaN]);
  assert.deepEqual([...quality.blur], [Number.NaN, 80, Number.NaN]);
  assert.deepEqual([...quality.side], [Number.NaN, 70, Number.NaN]);
  assert.deepEqual([...quality.elected], [0, 1, 0]);
  assert.deepEqual([...quality.filtered], [0, 0, 1]);
  assert.equal(embedder, "e@1");
});

test("of two records of a face the lower values count, in either order", () => {
  const other: Face = { ...full, path: "o.jpg", score: 0.75, blur: 70, elected: false };
  for (const faces of [
    [full, other],
    [other, full],
  ]) {
    const { quality } = candidates(faces);
    assert.deepEqual([quality.score[0], quality.blur[0], quality.elected[0]], [0.5, 70, 1]);
  }
});
