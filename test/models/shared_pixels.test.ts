import assert from "node:assert/strict";
import { test } from "node:test";
import { shareBytes, shareImage } from "../../models/shared_pixels.ts";
import { noisePicture } from "../tools/pictures.ts";

test("bytes in shared memory are passed on as they are", () => {
  const bytes = new Uint8Array(new SharedArrayBuffer(8), 2, 3);
  assert.equal(shareBytes(bytes), bytes);
});

test("other bytes are copied once, without those around them", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5).subarray(1, 4);
  const copy = shareBytes(bytes);
  assert.ok(copy.buffer instanceof SharedArrayBuffer);
  assert.equal(copy.buffer.byteLength, 3);
  assert.deepEqual([...copy], [2, 3, 4]);
  assert.equal(shareBytes(bytes), copy);
});

test("a picture whose bytes do not fit its size is refused", () => {
  const image = noisePicture(4, 3, 1);
  assert.deepEqual([...shareImage(image).data], [...image.data]);
  for (const wrong of [
    { ...image, width: 5 },
    { ...image, height: -3, width: -4 },
    { ...image, width: Number.NaN },
  ]) {
    assert.throws(() => shareImage(wrong), {
      code: "EXTRACTION_ERROR",
      message: /^Cannot analyse a picture: 36 bytes are no .* pixels$/,
    });
  }
});
