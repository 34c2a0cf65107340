import assert from "node:assert/strict";
import { test } from "node:test";
import { fillPlanes, greyOf } from "../../core/mod.ts";
import { noise, noisePicture } from "../tools/pictures.ts";

test("planes hold channel after channel in the order asked for", () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  const planes = new Float32Array(6);
  fillPlanes(planes, 2, 1, image, { channels: "rgb", mean: 1, scale: 0.5 });
  assert.deepEqual([...planes], [0, 6, 2, 8, 4, 10]);
  fillPlanes(planes, 2, 1, image, { channels: "bgr", mean: [3, 2, 1], scale: [1, 2, 3] });
  assert.deepEqual([...planes], [0, 3, 0, 1.5, 0, 1]);
});

test("a part of the picture is read from its origin, and the rest is black", () => {
  const image = noisePicture(7, 5, 2);
  const planes = new Float32Array(3 * 4 * 3).fill(99);
  fillPlanes(planes, 4, 3, image, { channels: "rgb", mean: 0, scale: 1 }, { x: 4, y: 3 });
  const at = (x: number, y: number): number => image.data[(y * 7 + x) * 3]!;
  assert.deepEqual(
    [...planes.subarray(0, 12)],
    [at(4, 3), at(5, 3), at(6, 3), 0, at(4, 4), at(5, 4), at(6, 4), 0, 0, 0, 0, 0],
  );
});

test("grey is the luma of BT.601, as OpenCV rounds it", () => {
  const grey = greyOf({ width: 10, height: 8, data: noise(240, 5) });
  assert.deepEqual([...grey.subarray(0, 12)], [86, 175, 129, 68, 115, 92, 91, 175, 138, 83, 34, 163]);
});
