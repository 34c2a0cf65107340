import assert from "node:assert/strict";
import { test } from "node:test";
import { cropImage, fitImage, resizeImage } from "../../core/mod.ts";
import { largestDifference, noisePicture, paint, pixelAt, waves } from "../tools/pictures.ts";

// OpenCV 5.0 on the same noise; it rounds twice in fixed point, hence a tolerance of one level.
const AREA_12x9_TO_5x4 = [
  112, 78, 84, 111, 104, 124, 108, 85, 147, 107, 126, 121, 147, 120, 118, 146, 168, 161, 138, 91, 169, 154,
  166, 124, 140, 172, 107, 141, 133, 97, 126, 106, 124, 110, 128, 154, 125, 135, 162, 159, 137, 103, 139, 112,
  112, 127, 160, 158, 165, 169, 59, 75, 74, 146, 74, 158, 98, 188, 170, 165,
];

test("shrinking averages areas as OpenCV's INTER_AREA does", () => {
  const small = resizeImage(noisePicture(12, 9, 7), 5, 4);
  assert.equal(small.width, 5);
  assert.equal(small.height, 4);
  assert.ok(largestDifference(small.data, AREA_12x9_TO_5x4) <= 1);
});

test("enlarging interpolates between pixel centres", () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 100, 200, 40) };
  const wide = resizeImage(image, 4, 1);
  assert.deepEqual([...wide.data], [0, 0, 0, 25, 50, 10, 75, 150, 30, 100, 200, 40]);
});

test("a picture at its own size is the same picture", () => {
  const image = noisePicture(13, 11, 4);
  assert.deepEqual(resizeImage(image, 13, 11).data, image.data);
});

test("a whole crop at full size copies pixels", () => {
  const image = noisePicture(13, 11, 4);
  const part = cropImage(image, [3, 2, 8, 9], 5, 7);
  assert.deepEqual(pixelAt(part, 0, 0), pixelAt(image, 3, 2));
  assert.deepEqual(pixelAt(part, 4, 6), pixelAt(image, 7, 8));
});

test("what lies outside the picture is black, without bleeding into it", () => {
  const white = paint(10, 10, () => 255);
  const part = cropImage(white, [-10, -5, 10, 15], 10, 10);
  assert.deepEqual(pixelAt(part, 4, 5), [0, 0, 0]);
  assert.deepEqual(pixelAt(part, 5, 5), [255, 255, 255]);
  assert.deepEqual(pixelAt(part, 7, 1), [0, 0, 0]);
  assert.deepEqual(pixelAt(part, 7, 3), [255, 255, 255]);
});

test("fine stripes turn into their mean instead of aliasing", () => {
  const stripes = paint(150, 90, (x) => (x % 2 === 0 ? 0 : 254));
  const small = resizeImage(stripes, 60, 90);
  // 2.5 source pixels hold the stripes in shares of 1:1.5 at worst.
  for (const value of small.data) assert.ok(value >= 254 * 0.4 - 1 && value <= 254 * 0.6 + 1, `${value}`);
});

test("a smooth picture keeps its shape at odd scales", () => {
  const small = resizeImage(waves(320, 240), 128, 96);
  for (const [x, y] of [
    [0, 0],
    [64, 48],
    [127, 95],
  ] as const) {
    const expected = 127 + 90 * Math.cos(((x + 0.5) * 2.5 - 0.5 + (y + 0.5) * 2.5 - 0.5) / 9);
    assert.ok(Math.abs(pixelAt(small, x, y)[1]! - expected) < 3, `at ${x}, ${y}`);
  }
});

test("regions far away, without size, or that are not numbers give black or flat pictures", () => {
  const image = noisePicture(8, 8, 1);
  const far = cropImage(image, [1e12, 1e12, 2e12, 2e12], 4, 4);
  assert.ok(far.data.every((value) => value === 0));
  const unreal = cropImage(image, [Number.NaN, 0, Number.POSITIVE_INFINITY, 8], 4, 4);
  assert.ok(unreal.data.every((value) => value === 0));
  const point = cropImage(image, [2.5, 2.5, 2.5, 2.5], 2, 2);
  assert.deepEqual(pixelAt(point, 1, 1), pixelAt(image, 2, 2));
});

test("fitting keeps the shape and fills one side exactly", () => {
  for (const [width, height, shrink, across, down] of [
    [640, 427, 2, 320, 214],
    [300, 1000, 1000 / 240, 72, 240],
    [160, 100, 0.5, 320, 200],
    [320, 240, 1, 320, 240],
    [5000, 3, 15.625, 320, 1],
  ] as const) {
    const fitted = fitImage(noisePicture(width, height, 1), 320, 240);
    assert.equal(fitted.shrink, shrink);
    assert.deepEqual([fitted.image.width, fitted.image.height], [across, down]);
    assert.equal(fitted.image.data.length, across * down * 3);
  }
});

test("fitting a picture of white leaves no dark edge", () => {
  const fitted = fitImage(
    paint(101, 67, () => 255),
    32,
    24,
  );
  assert.ok(fitted.image.data.every((value) => value === 255));
});

test("halving, which takes no weights, gives what weights give, odd sides too", () => {
  for (const [width, height] of [
    [64, 42],
    [63, 48],
    [64, 31],
    [1, 48],
  ] as const) {
    const image = noisePicture(width, height, width);
    const fitted = fitImage(image, 32, 24);
    assert.equal(fitted.shrink, 2);
    const [across, down] = [fitted.image.width, fitted.image.height];
    assert.deepEqual(fitted.image, cropImage(image, [0, 0, 2 * across, 2 * down], across, down));
  }
});
