/** @module The filters and the election of `detect`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_FILTERS, electionMerit, rejectingFilter, selectFaces } from "../../core/mod.ts";

type Measured = Parameters<typeof electionMerit>[0];

function face(faceId: string, changes: Partial<Measured> = {}): Measured {
  return {
    kind: "face",
    faceId,
    bbox: [0, 0, 100, 120],
    score: 0.95,
    faceRatio: 0.05,
    blur: 100,
    ...changes,
  };
}

test("a face at each limit passes, one just below is rejected by that filter", () => {
  const atLimits = face("a", { bbox: [0, 0, 80, 90], score: 0.8, faceRatio: 0.01, blur: 60 });
  assert.equal(rejectingFilter(atLimits, DEFAULT_FILTERS, 0.05), undefined);
  const largest = face("a", { faceRatio: 0.0125 });
  assert.equal(rejectingFilter(largest, DEFAULT_FILTERS, 0.125), undefined);
  assert.equal(rejectingFilter(largest, DEFAULT_FILTERS, 0.1251), "foreground-ratio");
  const below: [string, Partial<Measured>][] = [
    ["min-face-size", { bbox: [0, 0, 200, 79.99] }],
    ["min-confidence", { score: 0.7999 }],
    ["min-face-ratio", { faceRatio: 0.0099 }],
    ["blur-threshold", { blur: 59.9 }],
  ];
  for (const [name, change] of below) {
    assert.equal(rejectingFilter({ ...atLimits, ...change }, DEFAULT_FILTERS, 0.05), name);
  }
});

test("merit is 2·score + 5·ratio + 0.5·sharp + min(blur/200, 1)", () => {
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
  close(
    electionMerit(face("a", { score: 0.5, faceRatio: 0.02, blur: 50 }), DEFAULT_FILTERS),
    1 + 0.1 + 0 + 0.25,
  );
  close(
    electionMerit(face("a", { score: 0.5, faceRatio: 0.02, blur: 900 }), DEFAULT_FILTERS),
    1 + 0.1 + 0.5 + 1,
  );
});

test("where a face passes, the others are dropped and nobody is elected", () => {
  const kept = selectFaces([face("a"), face("b", { blur: 1 })], DEFAULT_FILTERS, false);
  assert.deepEqual(
    kept.map(({ faceId, elected }) => [faceId, elected]),
    [["a", undefined]],
  );
});

test("where none passes, the best two are elected, in their old order", () => {
  const faces = [face("a", { blur: 10 }), face("b", { blur: 5 }), face("c", { blur: 50 })];
  const kept = selectFaces(faces, DEFAULT_FILTERS, false);
  assert.deepEqual(
    kept.map(({ faceId, elected }) => [faceId, elected]),
    [
      ["a", true],
      ["c", true],
    ],
  );
  assert.deepEqual(
    selectFaces(faces.slice(1, 2), DEFAULT_FILTERS, false).map((f) => f.elected),
    [true],
  );
  assert.deepEqual(selectFaces([], DEFAULT_FILTERS, false), []);
});

test("rejected faces can be kept, marked with the filter", () => {
  const kept = selectFaces([face("a"), face("b", { score: 0.3 })], DEFAULT_FILTERS, true);
  assert.deepEqual(
    kept.map(({ faceId, filtered }) => [faceId, filtered]),
    [
      ["a", undefined],
      ["b", "min-confidence"],
    ],
  );
});
