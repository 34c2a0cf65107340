/**
 * Decoded pictures as plain arrays, so that geometry needs no image library.
 * @module
 */
import type { Box } from "./fields.ts";

/**
 * An upright RGB picture: 8 bits a channel, three channels interleaved, rows from the top, no
 * padding; `data.length === width * height * 3`. The data may sit in shared memory, so that
 * worker threads read it without a copy; nobody writes to it once it is made.
 */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A part of a picture, copied; `region` lies in the picture, in whole pixels. */
export function cutImage({ width, data }: RgbImage, [x1, y1, x2, y2]: Box): RgbImage {
  const stride = 3 * (x2 - x1);
  const part = new Uint8Array(stride * (y2 - y1));
  for (let y = y1; y < y2; y++) {
    const start = 3 * (y * width + x1);
    part.set(data.subarray(start, start + stride), (y - y1) * stride);
  }
  return { width: x2 - x1, height: y2 - y1, data: part };
}
