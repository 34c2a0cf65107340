/** @module Parts and shrunken views of photos are the same pixels as in the whole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { type Box, cutImage, type OpenPhoto, type PhotoView } from "../../core/mod.ts";
import { openPhotoReader } from "../../formats/mod.ts";
import { waves } from "../tools/pictures.ts";

/** Large enough to be decoded in several passes, and too large to be shown whole for faces. */
const WIDTH = 3600;
const HEIGHT = 402;

const picture = waves(WIDTH, HEIGHT);
const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 } } as const;

async function open(orientation: number, format: "jpeg" | "png", progressive = false): Promise<OpenPhoto> {
  const image = sharp(picture.data, raw).withMetadata({ orientation });
  const bytes = await (format === "jpeg"
    ? image.jpeg({ progressive })
    : image.png({ compressionLevel: 1 })
  ).toBuffer();
  return (await openPhotoReader()).open({ kind: "photo", path: `${orientation}.${format}`, bytes });
}

async function checkParts(photo: OpenPhoto, shrink: number): Promise<void> {
  const { width = 0, height = 0, orientation } = photo.record;
  const view: PhotoView = { width: Math.round(width / shrink), height: Math.round(height / shrink) };
  const whole = await photo.decode(view);
  assert.deepEqual([whole.width, whole.height], [view.width, view.height]);
  const at = (x: number, y: number): [number, number] => [
    Math.floor(x * view.width),
    Math.floor(y * view.height),
  ];
  for (const region of [
    [...at(0.1, 0.2), ...at(0.3, 0.7)],
    [0, 0, ...at(0.01, 0.9)],
    [...at(0.99, 0.5), view.width, view.height],
  ] as Box[]) {
    const part = await photo.decode({ ...view, region });
    const expected = cutImage(whole, region);
    assert.deepEqual([part.width, part.height], [expected.width, expected.height]);
    assert.ok(
      Buffer.from(expected.data).equals(part.data),
      `orientation ${orientation}, ${region} at 1/${shrink}`,
    );
  }
}

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`a part is as in the whole: JPEG of orientation ${orientation}`, async () => {
    const photo = await open(orientation, "jpeg");
    await checkParts(photo, 1);
    await checkParts(photo, 3);
  });
}

test("a part is as in the whole: formats that are decoded once", async () => {
  for (const photo of [await open(6, "png"), await open(8, "jpeg", true)]) {
    await checkParts(photo, 1);
    await checkParts(photo, 3);
  }
});

test("a crop of another size is refused before it is decoded", async () => {
  const { decodeCrop } = await openPhotoReader();
  const large = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: "#888" } })
    .png()
    .toBuffer();
  // Without its end it cannot be decoded.
  await assert.rejects(decodeCrop(large.subarray(0, 2000)), {
    code: "EXTRACTION_ERROR",
    message: "Cannot read a crop: expected 112 × 112 pixels, got 9000 × 9000",
  });
});
