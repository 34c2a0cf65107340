import assert from "node:assert/strict";
import { test } from "node:test";
import { type Box, type BoxedPhoto, boxMetrics } from "../../../core/mod.ts";

function photo(
  labelled: readonly Box[],
  found: readonly [Box, number][],
  ignored: readonly Box[] = [],
): BoxedPhoto {
  return {
    labelled: [
      ...labelled.map((bbox) => ({ bbox, ignore: false })),
      ...ignored.map((bbox) => ({ bbox, ignore: true })),
    ],
    found: found.map(([bbox, score]) => ({ bbox, score })),
  };
}

const A: Box = [0, 0, 10, 10];
const B: Box = [20, 0, 30, 10];
const FAR: Box = [80, 80, 90, 90];

test("recall, precision and average precision over two photos", () => {
  const photos = [
    photo(
      [A, B],
      [
        [A, 0.9],
        [FAR, 0.8],
        [[1, 0, 10, 10], 0.6],
      ],
    ),
    photo([A], [[[0, 0, 10, 8], 0.7]]),
  ];
  // Right, wrong, right, wrong: precision 1 and 2/3 at the two that are found, 0 at the third.
  assert.deepEqual(boxMetrics(photos), {
    recall: 2 / 3,
    precision: 2 / 4,
    ap: (1 + 2 / 3) / 3,
    labelled: 3,
    found: 2,
    extra: 2,
  });
  assert.deepEqual(boxMetrics(photos.toReversed()), boxMetrics(photos));
});

test("average precision takes the best precision from each point on", () => {
  // Wrong, right, right: precision 1/2, then 2/3, so 2/3 counts at both.
  const metrics = boxMetrics([
    photo(
      [A, B],
      [
        [FAR, 0.9],
        [A, 0.8],
        [B, 0.7],
      ],
    ),
  ]);
  assert.equal(metrics.ap, 2 / 3);
});

test("the surer detection takes the face, and the face it overlaps most", () => {
  const shifted: Box = [2, 0, 12, 10];
  const metrics = boxMetrics([
    photo(
      [A, shifted],
      [
        [[1.5, 0, 11.5, 10], 0.9],
        [A, 0.8],
      ],
    ),
  ]);
  assert.deepEqual([metrics.found, metrics.extra], [2, 0]);
});

test("an overlap of exactly the limit counts", () => {
  const half = [photo([A], [[[0, 0, 10, 5], 0.9]])];
  assert.equal(boxMetrics(half).found, 1);
  assert.equal(boxMetrics(half, 0.51).found, 0);
  assert.equal(boxMetrics([photo([A], [[[0, 0, 10, 4.9], 0.9]])]).found, 0);
});

test("faces to ignore count neither way", () => {
  const metrics = boxMetrics([
    photo(
      [A],
      [
        [A, 0.9],
        [B, 0.8],
        [[20, 0, 24, 4], 0.7],
        [FAR, 0.6],
      ],
      [B],
    ),
  ]);
  assert.deepEqual([metrics.labelled, metrics.found, metrics.extra], [1, 1, 1]);
  assert.deepEqual(boxMetrics([photo([A], [], [B])]).recall, 0);
});

test("among equal scores the wrong ones come first, whatever the order", () => {
  const photos = [photo([A], [[A, 0.5]]), photo([], [[FAR, 0.5]])];
  assert.equal(boxMetrics(photos).ap, 1 / 2);
  assert.equal(boxMetrics(photos.toReversed()).ap, 1 / 2);
});

test("nothing found is precise; nothing labelled is an error", () => {
  assert.deepEqual(boxMetrics([photo([A], [])]), {
    recall: 0,
    precision: 1,
    ap: 0,
    labelled: 1,
    found: 0,
    extra: 0,
  });
  assert.throws(() => boxMetrics([photo([], [[A, 1]], [B])]), /there are no labelled faces/);
  for (const iou of [0, 1.1, Number.NaN]) assert.throws(() => boxMetrics([photo([A], [])], iou), { exit: 2 });
});
