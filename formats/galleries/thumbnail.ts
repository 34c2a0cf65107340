/**
 * Thumbnails of faces.
 * @module
 */
import { type Box, FacepipeError, reasonOf } from "../../core/mod.ts";
import { openPicture } from "../pictures/picture.ts";

/** Margin around the box, as a share of its sides. */
const MARGIN = 0.25;

/** Pixels of the longer side. */
const SIDE = 256;

const QUALITY = 85;

/** Most pixels of a photo that is decoded. */
const MAX_PIXELS = 2 ** 28;

/**
 * A JPEG of a face with a margin, cut out of a photo file. It carries none of the photo's metadata,
 * which may tell where it was taken.
 *
 * @param bbox In pixels of the upright photo.
 * @throws FacepipeError EXTRACTION_ERROR, BAD_PARAM for a box outside the photo.
 */
export async function makeThumbnail(photo: Uint8Array, bbox: Box): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  try {
    const open = (file: Uint8Array) => sharp(file, { limitInputPixels: MAX_PIXELS, failOn: "error" });
    const { decodable } = await openPicture(photo, open);
    const upright = await open(await decodable())
      .autoOrient()
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = upright.info;
    return await sharp(upright.data, { raw: { width, height, channels } })
      .extract(areaOf(bbox, width, height))
      .resize(SIDE, SIDE, { fit: "inside", withoutEnlargement: true })
      .jpeg({ quality: QUALITY })
      .toBuffer();
  } catch (error) {
    if (error instanceof FacepipeError) throw error;
    throw new FacepipeError("EXTRACTION_ERROR", `Cannot cut a thumbnail: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** The box with its margin, inside the photo. */
function areaOf([x1, y1, x2, y2]: Box, width: number, height: number) {
  const margin = [MARGIN * (x2 - x1), MARGIN * (y2 - y1)] as const;
  const left = Math.max(0, Math.floor(x1 - margin[0]));
  const top = Math.max(0, Math.floor(y1 - margin[1]));
  const right = Math.min(width, Math.ceil(x2 + margin[0]));
  const bottom = Math.min(height, Math.ceil(y2 + margin[1]));
  if (right > left && bottom > top) return { left, top, width: right - left, height: bottom - top };
  throw new FacepipeError("BAD_PARAM", "Cannot cut a thumbnail: the box lies outside the photo", {
    param: "bbox",
  });
}
