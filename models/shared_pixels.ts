/**
 * Bytes in shared memory, which threads read without a copy.
 * @module
 */
import { FacepipeError, type RgbImage } from "../core/mod.ts";

/** Copies that were made, so that a picture which is sent several times is copied once. */
const copies = new WeakMap<Uint8Array, Uint8Array>();

/** The same bytes in shared memory: themselves where they are there already, else a copy. */
export function shareBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  let copy = copies.get(bytes);
  if (!copy) {
    copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
    copy.set(bytes);
    copies.set(bytes, copy);
  }
  return copy;
}

/**
 * A picture with its pixels in shared memory.
 *
 * @throws FacepipeError EXTRACTION_ERROR where the number of bytes does not fit its size.
 */
export function shareImage({ width, height, data }: RgbImage): RgbImage {
  if (!(width > 0 && height > 0 && data.length === width * height * 3)) {
    throw new FacepipeError(
      "EXTRACTION_ERROR",
      `Cannot analyse a picture: ${data.length} bytes are no ${width} × ${height} pixels`,
    );
  }
  return { width, height, data: shareBytes(data) };
}
