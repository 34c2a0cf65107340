import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ALL_TURNS,
  type DetectedFace,
  inAllTurns,
  type Point,
  type RgbImage,
  turnBoxBack,
  turnImage,
  turnPointBack,
} from "../../core/mod.ts";
import { noisePicture, pixelAt } from "../tools/pictures.ts";

test("one quarter turn clockwise brings the left column to the top", () => {
  const image = noisePicture(3, 2, 8);
  const turned = turnImage(image, 1);
  assert.deepEqual([turned.width, turned.height], [2, 3]);
  assert.deepEqual(pixelAt(turned, 0, 0), pixelAt(image, 0, 1));
  assert.deepEqual(pixelAt(turned, 1, 0), pixelAt(image, 0, 0));
  assert.deepEqual(pixelAt(turned, 0, 2), pixelAt(image, 2, 1));
});

test("every pixel of a turned picture is found back where its centre maps to", () => {
  const image = noisePicture(7, 5, 3);
  for (const turns of ALL_TURNS) {
    const turned = turnImage(image, turns);
    for (let y = 0; y < turned.height; y++) {
      for (let x = 0; x < turned.width; x++) {
        const [backX, backY] = turnPointBack([x + 0.5, y + 0.5], turns, [7, 5]);
        assert.deepEqual(pixelAt(turned, x, y), pixelAt(image, backX - 0.5, backY - 0.5));
      }
    }
  }
});

test("boxes turn back with their corners in order", () => {
  assert.deepEqual(turnBoxBack([1, 2, 4, 3], 0, [10, 20]), [1, 2, 4, 3]);
  assert.deepEqual(turnBoxBack([1, 2, 4, 3], 1, [10, 20]), [2, 16, 3, 19]);
  assert.deepEqual(turnBoxBack([1, 2, 4, 3], 2, [10, 20]), [6, 17, 9, 18]);
  assert.deepEqual(turnBoxBack([1, 2, 4, 3], 3, [10, 20]), [7, 1, 8, 4]);
});

test("looking in all turns keeps the surest of overlapping boxes and leaves others", async () => {
  const size: [number, number] = [40, 20];
  const get = async (image: RgbImage): Promise<DetectedFace[]> => {
    if (image.width === 40) return [{ bbox: [2, 2, 12, 12], detScore: 0.6, landmarks: [[3, 4]] }];
    return [{ bbox: [8, 2, 18, 12], detScore: 0.9, landmarks: [[9, 3]] }];
  };
  const model = inAllTurns({ id: "x@1", inputSize: size, get });
  assert.equal(model.id, "x@1");
  assert.deepEqual(model.inputSize, size);
  const faces = await model.get(noisePicture(40, 20, 1));
  const expected: DetectedFace[] = [
    { bbox: [2, 2, 12, 12], detScore: 0.9, landmarks: [[3, 11] as Point] },
    { bbox: [28, 8, 38, 18], detScore: 0.9, landmarks: [[37, 9] as Point] },
  ];
  assert.deepEqual(faces, expected);
});
