import assert from "node:assert/strict";
import { test } from "node:test";
import { type Box, type DetectedFace, suppressOverlaps } from "../../core/mod.ts";

const face = (bbox: Box, detScore: number): DetectedFace => ({ bbox, detScore });

test("of overlapping boxes the surest stays, and what only a dropped box overlaps stays too", () => {
  const a = face([0, 0, 10, 10], 0.9);
  const b = face([4, 0, 14, 10], 0.8);
  const c = face([8, 0, 18, 10], 0.7);
  assert.deepEqual(suppressOverlaps([c, b, a], 0.4), [a, c]);
});

test("an overlap equal to the limit is allowed", () => {
  const a = face([0, 0, 10, 10], 0.9);
  const b = face([5, 0, 15, 10], 0.8);
  assert.equal(suppressOverlaps([a, b], 1 / 3).length, 2);
  assert.equal(suppressOverlaps([a, b], 0.33).length, 1);
});

test("equal scores give the same result in every order", () => {
  const faces = [
    face([0, 0, 10, 10], 0.5),
    face([3, 0, 13, 10], 0.5),
    face([0, 3, 10, 13], 0.5),
    face([3, 3, 13, 13], 0.5),
    face([40, 0, 50, 10], 0.5),
  ];
  const expected = suppressOverlaps(faces, 0.4);
  assert.equal(expected.length, 3);
  for (let i = 1; i < faces.length; i++) {
    assert.deepEqual(suppressOverlaps([...faces.slice(i), ...faces.slice(0, i)], 0.4), expected);
  }
});
