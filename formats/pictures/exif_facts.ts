/**
 * When, with what and where a photo was taken, from its EXIF block.
 * @module
 */
import type { Photo } from "../../core/mod.ts";
import { type Directory, TAGS, Tiff } from "./tiff.ts";

/** What EXIF tells of a photo. */
export type ExifFacts = Pick<Photo, "takenAt" | "camera" | "latitude" | "longitude" | "altitude">;

/** Decimals of degrees: a centimetre. */
const DEGREE_DECIMALS = 7;

/** Tags of a GPS directory. */
const GPS = {
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
  altitudeRef: 5,
  altitude: 6,
} as const;

/**
 * The facts in an EXIF block, or in a TIFF file, which has the same form. What is damaged or
 * missing is left out: a damaged block is common and no reason to refuse a photo.
 */
export function exifFacts(bytes: Uint8Array | undefined): ExifFacts {
  const tiff = bytes && Tiff.open(bytes);
  if (!tiff) return {};
  const first = tiff.first();
  return joinFacts(tiff, first, tiff.child(first, TAGS.exif), tiff.child(first, TAGS.gps));
}

/** The facts in directories that were found already, each in its own structure or in one. */
export function joinFacts(tiff: Tiff, image?: Directory, photo?: Directory, gps?: Directory): ExifFacts {
  const takenAt = takenAtOf(tiff, photo);
  const camera = cameraOf(tiff.text(image, TAGS.make), tiff.text(image, TAGS.model));
  return {
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(camera === undefined ? {} : { camera }),
    ...placeOf(tiff, gps),
  };
}

/** ISO 8601 in the camera's local time, with the offset from UTC where the camera noted it. */
function takenAtOf(tiff: Tiff, photo: Directory | undefined): string | undefined {
  const text = tiff.text(photo, TAGS.dateTimeOriginal) ?? "";
  const [, date, time] = /^(\d{4}:\d\d:\d\d) (\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  if (date === undefined) return undefined;
  const local = `${date.replaceAll(":", "-")}T${time}`;
  const parsed = new Date(`${local}Z`);
  // Clocks that were never set give months and days of 0.
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, local.length) !== local)
    return undefined;
  const offset = tiff.text(photo, TAGS.offsetTimeOriginal) ?? "";
  return /^[+-]\d\d:\d\d$/.test(offset) ? local + offset : local;
}

/** Maker and model; most makers put their name into both. */
function cameraOf(make: string | undefined, model: string | undefined): string | undefined {
  if (make === undefined || model === undefined) return model ?? make;
  const [brand = ""] = make.split(/[ ,]/u);
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
}

function placeOf(tiff: Tiff, gps: Directory | undefined): Pick<Photo, "latitude" | "longitude" | "altitude"> {
  const latitude = degreesOf(tiff, gps, GPS.latitude, GPS.latitudeRef, "S", 90);
  const longitude = degreesOf(tiff, gps, GPS.longitude, GPS.longitudeRef, "W", 180);
  if (latitude === undefined || longitude === undefined) return {};
  const height = tiff.number(gps, GPS.altitude);
  if (height === undefined || !Number.isFinite(height)) return { latitude, longitude };
  const below = tiff.number(gps, GPS.altitudeRef) === 1;
  return { latitude, longitude, altitude: rounded(below ? -height : height, 2) };
}

/** Degrees, minutes and seconds as degrees. */
function degreesOf(
  tiff: Tiff,
  gps: Directory | undefined,
  tag: number,
  refTag: number,
  negative: "S" | "W",
  most: number,
): number | undefined {
  const [degrees, minutes = 0, seconds = 0] = tiff.numbers(gps, tag, 3);
  const value = degrees === undefined ? Number.NaN : degrees + minutes / 60 + seconds / 3600;
  if (!(value <= most)) return undefined;
  return rounded(tiff.text(gps, refTag)?.toUpperCase() === negative ? -value : value, DEGREE_DECIMALS);
}

/** Never −0, which JSON cannot tell from 0. */
function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}
