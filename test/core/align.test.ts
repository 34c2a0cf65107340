import assert from "node:assert/strict";
import { test } from "node:test";
import { ARCFACE_TEMPLATE, alignFace, type Point } from "../../core/mod.ts";
import { noisePicture, paint, pixelAt, waves } from "../tools/pictures.ts";

const scaled = (scale: number, x = 0, y = 0): Point[] =>
  ARCFACE_TEMPLATE.map((point) => [point[0] * scale + x, point[1] * scale + y]);

test("a face that lies on the template is cut out unchanged", () => {
  const image = noisePicture(140, 130, 9);
  const face = alignFace(image, scaled(1, 10, 5));
  assert.equal(face.width, 112);
  assert.equal(face.height, 112);
  for (const [x, y] of [
    [0, 0],
    [50, 60],
    [111, 111],
  ] as const) {
    assert.deepEqual(pixelAt(face, x, y), pixelAt(image, x + 10, y + 5));
  }
});

test("a small tilted face is interpolated as OpenCV's warpAffine does", () => {
  const face = alignFace(waves(160, 150), [
    [61, 70],
    [86, 61],
    [76, 84],
    [68, 100],
    [92, 92],
  ]);
  const expected = [
    [0, 0, 165, 217, 127],
    [56, 56, 45, 38, 59],
    [111, 0, 180, 192, 167],
    [0, 111, 110, 199, 207],
    [111, 111, 61, 217, 60],
    [30, 80, 234, 85, 147],
  ] as const;
  for (const [x, y, ...values] of expected) {
    pixelAt(face, x, y).forEach((value, c) => {
      // OpenCV interpolates in fixed point: one level of difference.
      assert.ok(Math.abs(value - values[c]!) <= 1, `${x}, ${y}: ${value} for ${values[c]}`);
    });
  }
});

test("a large face shrinks without aliasing", () => {
  for (const scale of [2, 2.3, 4, 7.9]) {
    const size = Math.ceil(130 * scale);
    const checkerboard = paint(size, size, (x, y) => ((x + y) % 2 === 0 ? 0 : 254));
    const grey = alignFace(checkerboard, scaled(scale, 5, 5));
    // Areas that are no whole number of fields wide leave a faint pattern; aliasing would reach 127.
    for (let at = 0; at < grey.data.length; at++) {
      const difference = Math.abs(grey.data[at]! - 127);
      assert.ok(difference <= 40, `${difference} at scale ${scale}`);
    }
  }
});

test("a large face shrinks without a shift", () => {
  for (const scale of [1.2, 1.6, 2.3, 4, 7.9]) {
    const size = Math.ceil(130 * scale);
    const ramps = paint(size, size, (x, y, c) => ((c === 0 ? x : y) / size) * 250);
    const aligned = alignFace(ramps, scaled(scale, 5, 6));
    for (const [x, y] of [
      [10, 20],
      [56, 100],
      [100, 3],
    ] as const) {
      const [red, green] = pixelAt(aligned, x, y);
      assert.ok(Math.abs(red! - ((x * scale + 5) / size) * 250) <= 1, `x at scale ${scale}`);
      assert.ok(Math.abs(green! - ((y * scale + 6) / size) * 250) <= 1, `y at scale ${scale}`);
    }
  }
});

test("a face upside down comes out upright", () => {
  const image = noisePicture(112, 112, 6);
  const face = alignFace(
    image,
    ARCFACE_TEMPLATE.map(([x, y]): Point => [111 - x, 111 - y]),
  );
  // The transform is exact up to rounding, which can shift a value by one level.
  pixelAt(face, 20, 30).forEach((value, c) => {
    assert.ok(Math.abs(value - pixelAt(image, 91, 81)[c]!) <= 1);
  });
});

test("what lies outside the picture is black, and a face wholly outside is all black", () => {
  const white = paint(60, 60, () => 255);
  const face = alignFace(white, scaled(1, -50, -40));
  assert.deepEqual(pixelAt(face, 10, 10), [0, 0, 0]);
  assert.deepEqual(pixelAt(face, 60, 60), [255, 255, 255]);
  assert.ok(alignFace(white, scaled(1, 1e7, 1e7)).data.every((value) => value === 0));
  assert.ok(alignFace(white, scaled(1e9, 9, 9)).data.length === 112 * 112 * 3);
  assert.ok(alignFace(white, scaled(1e-9, 9, 9)).data.every((value) => value === 255));
});

test("landmarks that are not five points of a face are refused", () => {
  const image = noisePicture(20, 20, 1);
  assert.throws(() => alignFace(image, scaled(1).slice(1)), { code: "EXTRACTION_ERROR" });
  assert.throws(() => alignFace(image, scaled(0)), { code: "EXTRACTION_ERROR" });
});
