import assert from "node:assert/strict";
import { test } from "node:test";
import type { Box, DetectedFace, RgbImage } from "../../../core/mod.ts";
import { detectInPasses, type PassNetwork } from "../../../models/adapters/passes.ts";
import { paint } from "../../tools/pictures.ts";

const OPTIONS = { minScore: 0.5, sureSide: 15, maxIou: 0.4 };

/** Black with white squares. */
function withSquares(width: number, height: number, squares: readonly Box[]): RgbImage {
  return paint(width, height, (x, y) =>
    squares.some(([x1, y1, x2, y2]) => x >= x1 && x < x2 && y >= y1 && y < y2) ? 255 : 0,
  );
}

/**
 * Sees the rectangle of bright pixels around each bright pixel that has no bright one left of or
 * above it, if it is at least 8 pixels wide and high; squares must not touch each other.
 */
function squareFinder(size: readonly [number, number], views: string[] = []): PassNetwork {
  return {
    size,
    async find(image, x0, y0) {
      views.push(`${x0},${y0}`);
      const bright = (x: number, y: number): boolean =>
        x >= 0 &&
        y >= 0 &&
        x < size[0] &&
        y < size[1] &&
        x0 + x < image.width &&
        y0 + y < image.height &&
        image.data[((y0 + y) * image.width + x0 + x) * 3]! > 127;
      const faces: DetectedFace[] = [];
      for (let y = 0; y < size[1]; y++) {
        for (let x = 0; x < size[0]; x++) {
          if (!bright(x, y) || bright(x - 1, y) || bright(x, y - 1)) continue;
          let [right, bottom] = [x, y];
          while (bright(right, y)) right++;
          while (bright(x, bottom)) bottom++;
          if (Math.min(right - x, bottom - y) < 8) continue;
          faces.push({ bbox: [x, y, right, bottom], detScore: 0.9, landmarks: [[x, y]] });
        }
      }
      return faces;
    },
  };
}

test("a picture that fits the input is looked at once, as it is", async () => {
  const views: string[] = [];
  const faces = await detectInPasses(
    withSquares(90, 50, [[10, 12, 30, 32]]),
    squareFinder([100, 80], views),
    OPTIONS,
  );
  assert.deepEqual(views, ["0,0"]);
  assert.deepEqual(faces, [{ bbox: [10, 12, 30, 32], detScore: 0.9, landmarks: [[10, 12]] }]);
});

test("a picture hardly larger than the input is shrunk, without tiles", async () => {
  const views: string[] = [];
  const image = withSquares(120, 60, [[12, 12, 36, 36]]);
  const [face] = await detectInPasses(image, squareFinder([100, 80], views), OPTIONS);
  assert.deepEqual(views, ["0,0"]);
  face!.bbox.forEach((edge, i) => {
    assert.ok(Math.abs(edge - [12, 12, 36, 36][i]!) < 1);
  });
});

test("small squares are found by tiles, large ones by the pass over the whole picture", async () => {
  const squares: Box[] = [
    [4, 4, 16, 16],
    [95, 60, 107, 72],
    [180, 130, 192, 142],
    [40, 80, 90, 130],
  ];
  const faces = await detectInPasses(withSquares(200, 160, squares), squareFinder([100, 80]), OPTIONS);
  const byPlace = (a: Box, b: Box): number => a[0] - b[0];
  assert.deepEqual(faces.map((face) => face.bbox).sort(byPlace), squares.toSorted(byPlace));
  for (const { bbox, landmarks } of faces) assert.deepEqual(landmarks, [[bbox[0], bbox[1]]]);
});

test("a square is found once wherever the borders of the tiles cut it", async () => {
  for (const side of [12, 18, 28, 60]) {
    for (let x = 0; x + side <= 200; x += 9) {
      for (const y of [0, 30, 64, 77, 100 - side / 2, 160 - side]) {
        const box: Box = [x, y, x + side, y + side];
        const faces = await detectInPasses(withSquares(200, 160, [box]), squareFinder([100, 80]), OPTIONS);
        assert.equal(faces.length, 1, `${faces.length} squares of ${side} at ${x}, ${y}`);
        // The whole picture is seen at half its size.
        faces[0]!.bbox.forEach((edge, i) => {
          assert.ok(Math.abs(edge - box[i]!) <= 2, `${faces[0]!.bbox} for ${box}`);
        });
      }
    }
  }
});
