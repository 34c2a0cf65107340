import assert from "node:assert/strict";
import { test } from "node:test";
import { greyOf, varianceOfLaplacian } from "../../core/mod.ts";
import { noise, noisePicture } from "../tools/pictures.ts";

// Expected values: cv2.Laplacian(grey, cv2.CV_64F).var() of OpenCV 5.0.
test("the variance of the Laplacian is OpenCV's", () => {
  assert.ok(Math.abs(varianceOfLaplacian(noise(80, 3), 10, 8) - 110476.41484375) < 1e-6);
  assert.ok(Math.abs(varianceOfLaplacian(greyOf(noisePicture(10, 8, 5)), 10, 8) - 30782.819375) < 1e-6);
});
