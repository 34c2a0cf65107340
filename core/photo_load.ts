/**
 * How much memory photos take while they are in work.
 * @module
 */
import type { Load } from "./ordered.ts";
import type { FaceRecord } from "./records.ts";

/** What a photo may take on average: one of 8 million pixels, with its file. */
const BYTES_A_PHOTO = 32 * 2 ** 20;

/** Red, green and blue. */
const CHANNELS = 3;

/**
 * The load of records in a window: a photo weighs as much as its file, where the record carries
 * it, and all its pixels. A window of `window` photos of 8 million pixels is full by their number,
 * one of larger photos by their weight. A photo of unknown size weighs as much as those of 8 million.
 */
export function photoLoad(window: number): Load<FaceRecord> {
  return { weigh: weightOf, limit: window * BYTES_A_PHOTO };
}

function weightOf(record: FaceRecord): number {
  if (record.kind === "face") return (record.crop?.length ?? 0) + (record.bytes?.length ?? 0);
  if (record.kind !== "photo") return 0;
  const { bytes, width, height } = record;
  const pixels = width && height ? CHANNELS * width * height : BYTES_A_PHOTO;
  return (bytes?.length ?? 0) + pixels;
}
