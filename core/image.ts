/**
 * Decoded pictures as plain arrays, so that geometry needs no image library.
 * @module
 */

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
