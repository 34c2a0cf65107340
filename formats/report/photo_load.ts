/**
 * How many photos are in work at once.
 * @module
 */
import { availableParallelism } from "node:os";
import type { AlbumPhoto, Load } from "../../core/mod.ts";

/** Memory that the pixels of the photos in work may take together, but for one photo alone. */
const LIMIT = 256 * 2 ** 20;

/** Photos that are decoded at once, where they are not large. */
export function photosAtOnce(): number {
  return Math.min(4, availableParallelism());
}

/** Decoding takes at most three bytes a pixel. */
export const PHOTO_LOAD: Load<AlbumPhoto> = {
  weigh: ({ header }) => 3 * (header?.width ?? 0) * (header?.height ?? 0),
  limit: LIMIT,
};
