/**
 * Decoding photos with sharp: upright, in sRGB, at the size that is asked for.
 * @module
 */
import type { Sharp } from "sharp";
import {
  ALIGNED_SIZE,
  FacepipeError,
  type OpenPhoto,
  type Photo,
  type PhotoReader,
  type RgbImage,
} from "../core/mod.ts";
import { isSrgb } from "./icc.ts";
import { cannotRead, readPhotoFile, sha256Of } from "./photo_file.ts";
import { photoViews, toRgb } from "./photo_views.ts";
import type { ExifFacts } from "./pictures/exif_facts.ts";
import { openPicture, type Picture } from "./pictures/picture.ts";
import { Unreadable } from "./unreadable.ts";

/** Photos with more pixels are refused unless the caller allows them: a small file can claim any size. */
export const DEFAULT_MAX_PIXELS = 268_402_689;

type SharpModule = typeof import("sharp").default;

/** What a photo's file says of the photo. */
export type PhotoFacts = Required<Pick<Photo, "width" | "height" | "orientation">> & ExifFacts;

/**
 * Opens a {@linkcode PhotoReader} on files, or on the bytes that records carry.
 *
 * @param maxPixels Photos with more pixels are refused with OVER_CAPACITY.
 */
export async function openPhotoReader(maxPixels = DEFAULT_MAX_PIXELS): Promise<PhotoReader> {
  const sharp = await loadSharp();
  const decoder: Decoder = (bytes, ignoreIcc = false) =>
    sharp(bytes, { limitInputPixels: maxPixels, failOn: "error", ignoreIcc });
  const fromRaw = ({ data, width, height }: RgbImage) => sharp(data, { raw: { width, height, channels: 3 } });
  return {
    open: (photo) => openPhoto(photo, decoder, fromRaw),
    encodeCrop: (image) => fromRaw(image).png().toBuffer(),
    decodeCrop,
  };

  async function decodeCrop(png: Uint8Array): Promise<RgbImage> {
    try {
      const image = decoder(png);
      // A small file can claim any size, and would have to be decoded whole.
      const { width, height } = await image.metadata();
      if (width !== ALIGNED_SIZE || height !== ALIGNED_SIZE)
        throw new Unreadable(`expected ${ALIGNED_SIZE} × ${ALIGNED_SIZE} pixels, got ${width} × ${height}`);
      return await toRgb(image);
    } catch (error) {
      const message = `Cannot read a crop: ${decodeReason(error)}`;
      throw new FacepipeError("EXTRACTION_ERROR", message, { cause: error });
    }
  }
}

/** What a photo's header says of it, without decoding its pixels. */
export async function readFacts(path: string, bytes: Uint8Array): Promise<PhotoFacts> {
  const sharp = await loadSharp();
  try {
    // The limit on pixels belongs to decoding.
    return factsOf(await openPicture(bytes, (file) => sharp(file, { limitInputPixels: false })));
  } catch (error) {
    throw cannotRead(path, decodeReason(error), "EXTRACTION_ERROR", error);
  }
}

async function loadSharp(): Promise<SharpModule> {
  const { default: sharp } = await import("sharp");
  // Photos are decoded side by side; each keeps to one thread, and nothing is cached between them.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/** A decoder on bytes, which converts colours to sRGB unless told to ignore the profile. */
type Decoder = (bytes: Uint8Array, ignoreIcc?: boolean) => Sharp;

async function openPhoto(
  photo: Photo,
  decoder: Decoder,
  fromRaw: (image: RgbImage) => Sharp,
): Promise<OpenPhoto> {
  const { path } = photo;
  const { bytes, sha256 } = photo.bytes
    ? { bytes: photo.bytes, sha256: sha256Of(photo.bytes) }
    : await readPhotoFile(path);
  if (photo.sha256 !== undefined && photo.sha256 !== sha256) {
    throw cannotRead(path, "it has changed since it was scanned", "CONFLICT");
  }
  const picture = await attempt(path, () => openPicture(bytes, decoder));
  const facts = factsOf(picture);
  const { format, isProgressive, icc } = picture.metadata;
  const ignoreIcc = icc !== undefined && isSrgb(icc);
  const cheap = format === "jpeg" && !isProgressive;
  const views = photoViews(
    { ...facts, cheap },
    async () => decoder(await picture.decodable(), ignoreIcc),
    fromRaw,
  );
  return {
    record: { ...photo, sha256, size: bytes.length, ...facts },
    decode: (view) => attempt(path, () => views(view)),
  };
}

function factsOf({ metadata: { autoOrient, orientation = 1 }, facts }: Picture): PhotoFacts {
  return { ...autoOrient, orientation, ...facts };
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = decodeReason(error);
    throw cannotRead(path, reason, reason.includes("pixels") ? "OVER_CAPACITY" : "EXTRACTION_ERROR", error);
  }
}

/** How the libraries below sharp say it. */
const ENDS_EARLY =
  /premature end|unexpected end|end of (file|stream)|truncat|out of data|not enough data|cannot read full/i;

/** What sharp's messages mean, in plain words. */
function decodeReason(error: unknown): string {
  if (error instanceof Unreadable) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(text)) return "it has more pixels than --max-pixels allows";
  if (/unsupported image format/i.test(text)) return "it is not a photo in a format that can be read";
  if (ENDS_EARLY.test(text)) return "the file ends early";
  // What was tried on the way to the failure comes first.
  const message = text.split("\n").find((line) => !line.includes("bad seek")) ?? "";
  return `it is damaged (${message.replace(/^Input (buffer|file) /, "").trim()})`;
}
