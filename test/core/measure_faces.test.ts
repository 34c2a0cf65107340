/** @module Which faces are cut out and measured before the filters choose. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type MeasuredFace, measureFaces } from "../../core/measure_faces.ts";
import { DEFAULT_FILTERS, type OpenPhoto, selectFaces } from "../../core/mod.ts";
import { PhotoPixels } from "../../core/photo_pixels.ts";
import { noisePicture } from "../tools/pictures.ts";
import { Random } from "../tools/random_records.ts";

const WIDTH = 1000;
const HEIGHT = 800;
const picture = noisePicture(WIDTH, HEIGHT, 1);

/** The photo, and how many times it was decoded. */
function photo(): { pixels: PhotoPixels; decoded: () => number } {
  let count = 0;
  const open: OpenPhoto = {
    record: { kind: "photo", path: "a.jpg", width: WIDTH, height: HEIGHT },
    async decode({ region = [0, 0, WIDTH, HEIGHT] }) {
      count++;
      const [x1, y1, x2, y2] = region;
      const rows = Array.from({ length: y2 - y1 }, (_, i) =>
        picture.data.subarray(3 * ((y1 + i) * WIDTH + x1), 3 * ((y1 + i) * WIDTH + x2)),
      );
      return { width: x2 - x1, height: y2 - y1, data: Buffer.concat(rows) };
    },
  };
  return { pixels: new PhotoPixels(open), decoded: () => count };
}

function randomFace(random: Random, index: number): MeasuredFace {
  const side = 40 + random.below(300);
  const [x, y] = [random.below(WIDTH - side), random.below(HEIGHT - side)];
  return {
    kind: "face",
    faceId: `0123456789abcdef-${index}`,
    bbox: [x, y, x + side, y + side],
    score: 0.7 + random.next() * 0.3,
    faceRatio: (side * side) / (WIDTH * HEIGHT),
    blur: 0,
  };
}

test("leaving out faces that need no measure changes nothing of what is kept", async () => {
  const random = new Random(3);
  let left = 0;
  for (let round = 0; round < 60; round++) {
    const faces = Array.from({ length: random.below(5) }, (_, i) => randomFace(random, i));
    // Noise is sharp: every second photo asks for more than it has, so that faces are elected.
    const filters = { ...DEFAULT_FILTERS, blurThreshold: round % 2 ? 1e9 : 60 };
    const kept = async (keepFiltered: boolean) => {
      const { candidates } = await measureFaces(photo().pixels, faces, { filters, keepFiltered });
      left += faces.length - candidates.length;
      return selectFaces(
        candidates.map(({ face }) => face),
        filters,
        keepFiltered,
      );
    };
    const all = (await kept(true)).filter((face) => face.filtered === undefined);
    assert.deepEqual(await kept(false), all);
  }
  assert.ok(left > 20, `${left} faces were left out`);
});

test("faces of a photo are decoded together", async () => {
  const random = new Random(4);
  const faces = Array.from({ length: 5 }, (_, i) => ({ ...randomFace(random, i), score: 1 }));
  const { pixels, decoded } = photo();
  await measureFaces(pixels, faces, { filters: DEFAULT_FILTERS, keepFiltered: true });
  assert.equal(decoded(), 1);
});
