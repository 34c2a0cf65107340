/**
 * Facts from a photo's EXIF block.
 * @module
 */
import readExif from "exif-reader";

/**
 * When a photo was taken, as ISO 8601 in the camera's local time, with the offset from UTC where
 * the camera recorded it: `2019-07-04T10:11:12+02:00`. Undefined where the block is damaged or
 * has no date.
 *
 * @param exif The EXIF block, as sharp gives it.
 */
export function takenAtOf(exif: Uint8Array): string | undefined {
  try {
    const { Photo } = readExif(Buffer.from(exif));
    const taken = Photo?.DateTimeOriginal;
    if (!(taken instanceof Date) || Number.isNaN(taken.getTime())) return undefined;
    const local = taken.toISOString().slice(0, 19);
    const offset = String(Photo?.OffsetTimeOriginal ?? "").trim();
    return /^[+-]\d\d:\d\d$/.test(offset) ? local + offset : local;
  } catch {
    // A damaged EXIF block is common and no reason to refuse the photo.
    return undefined;
  }
}
