/**
 * Facts from a photo's EXIF block.
 * @module
 */
import readExif, { type Exif } from "exif-reader";
import type { Photo } from "../core/mod.ts";

/** What the camera wrote down, as far as it did. */
export type ExifFacts = Pick<Photo, "takenAt" | "camera" | "latitude" | "longitude">;

/** The longest maker and model that are taken for a name. */
const LONGEST_NAME = 200;

/**
 * When, with what and where a photo was taken; nothing where the block is damaged.
 *
 * `takenAt` is ISO 8601 in the camera's local time, with the offset from UTC where the camera
 * recorded it: `2019-07-04T10:11:12+02:00`.
 *
 * @param exif The EXIF block, as sharp gives it.
 */
export function exifFacts(exif: Uint8Array): ExifFacts {
  try {
    const block = readExif(Buffer.from(exif));
    return withoutGaps({ takenAt: takenAtOf(block), camera: cameraOf(block), ...placeOf(block) });
  } catch {
    // A damaged EXIF block is common and no reason to refuse the photo.
    return {};
  }
}

type Gappy<T> = { [P in keyof T]: T[P] | undefined };

function withoutGaps(facts: Gappy<ExifFacts>): ExifFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function takenAtOf({ Photo }: Exif): string | undefined {
  const taken = Photo?.DateTimeOriginal;
  if (!(taken instanceof Date) || Number.isNaN(taken.getTime())) return undefined;
  const local = taken.toISOString().slice(0, 19);
  const offset = String(Photo?.OffsetTimeOriginal ?? "").trim();
  return /^[+-]\d\d:\d\d$/.test(offset) ? local + offset : local;
}

/** Maker and model; most models begin with the maker's name already. */
function cameraOf({ Image }: Exif): string | undefined {
  const [make, model] = [nameIn(Image?.Make), nameIn(Image?.Model)];
  const maker = make.split(" ")[0]!;
  const named = model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`.trim();
  return named === "" ? undefined : named;
}

function nameIn(value: unknown): string {
  if (typeof value !== "string" || value.length > LONGEST_NAME) return "";
  return value.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

function placeOf({ GPSInfo }: Exif): Gappy<Pick<Photo, "latitude" | "longitude">> {
  const latitude = degrees(GPSInfo?.GPSLatitude, GPSInfo?.GPSLatitudeRef, "S", 90);
  const longitude = degrees(GPSInfo?.GPSLongitude, GPSInfo?.GPSLongitudeRef, "W", 180);
  return latitude === undefined || longitude === undefined ? {} : { latitude, longitude };
}

/** Degrees, minutes and seconds as degrees, to 10 centimetres. */
function degrees(parts: unknown, ref: unknown, negative: string, most: number): number | undefined {
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [whole = Number.NaN, minutes = Number.NaN, seconds = Number.NaN] = parts.map(Number);
  const value = Math.round((whole + minutes / 60 + seconds / 3600) * 1e6) / 1e6;
  if (!(value >= 0 && value <= most)) return undefined;
  return String(ref).trim().startsWith(negative) && value !== 0 ? -value : value;
}
