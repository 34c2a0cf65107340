/**
 * Faces that other programs marked on a photo.
 * @module
 */
import { boxArea, clipBox } from "../boxes.ts";
import type { Box } from "../fields.ts";
import type { Photo } from "../records.ts";
import { isTurnedSideways, storedBox, uprightBox } from "./orientation.ts";

/** A marked face as metadata has it. */
export interface MarkedFace {
  /** Absent where nobody said who it is. */
  readonly name?: string;
  /** In parts of the sides of the picture as it is stored, 0 to 1. */
  readonly box: Box;
}

/** The size of a picture as it is stored, in pixels. */
export interface StoredSize {
  readonly width: number;
  readonly height: number;
}

/** What marks refer to: a stored picture of a size, or the upright photo, as far as anybody knows. */
export type MarkedFrame = StoredSize | "upright" | undefined;

/** What has to be known of a photo to place marks on it. */
export type PhotoFrame = Required<Pick<Photo, "width" | "height" | "orientation">>;

/** How far the shape of a picture may differ from the one that was marked, as rounding and RAW previews do. */
const SHAPE_TOLERANCE = 0.02;

/** The size of a photo as it is stored. */
export function storedSizeOf({ width, height, orientation }: PhotoFrame): StoredSize {
  return isTurnedSideways(orientation) ? { width: height, height: width } : { width, height };
}

/**
 * A marked face as a box in pixels of the upright photo; undefined where the photo is no longer what
 * was marked, or the box lies outside of it.
 *
 * By the rules of the Metadata Working Group a mark refers to the picture as it is stored, whatever
 * its orientation, and says what size that had. Another size of the same shape is the photo made
 * smaller or larger. The shape of the upright photo means that the program marked what it showed.
 * Any other shape means that the photo was cropped later, and nobody knows where.
 *
 * @param marked What was marked; where nobody knows, the photo as it is stored.
 */
export function boxOnPhoto({ box }: MarkedFace, marked: MarkedFrame, photo: PhotoFrame): Box | undefined {
  const { width, height, orientation } = photo;
  const frame = frameOf(marked, photo);
  if (frame === undefined) return undefined;
  const [x1, y1, x2, y2] = frame === "stored" ? uprightBox(box, orientation) : box;
  const clipped = clipBox([x1 * width, y1 * height, x2 * width, y2 * height], width, height);
  const rounded = clipped.map((value) => Math.round(value * 100) / 100) as Box;
  return boxArea(rounded) > 0 ? rounded : undefined;
}

/** Which picture of a photo marks refer to; undefined where it was cropped since. */
export function frameOf(marked: MarkedFrame, photo: PhotoFrame): "stored" | "upright" | undefined {
  if (marked === "upright") return "upright";
  if (marked === undefined || hasShape(marked, storedSizeOf(photo))) return "stored";
  return hasShape(marked, photo) ? "upright" : undefined;
}

function hasShape(a: StoredSize, b: StoredSize): boolean {
  const ratio = (a.width * b.height) / (a.height * b.width);
  return Math.abs(ratio - 1) <= SHAPE_TOLERANCE;
}

/** A box in pixels of the upright photo as a mark on the stored one. */
export function boxInFile([x1, y1, x2, y2]: Box, { width, height, orientation }: PhotoFrame): Box {
  return storedBox([x1 / width, y1 / height, x2 / width, y2 / height], orientation);
}
