/**
 * Cutting aligned faces out of a photo, each from a decoding that is fine enough for it.
 * @module
 */
import { ALIGNED_SIZE, ARCFACE_TEMPLATE, alignedRegion, alignFace } from "./align.ts";
import type { AlignedFace, OpenPhoto } from "./analysis.ts";
import type { Box, Point } from "./fields.ts";
import { cutImage, type RgbImage } from "./image.ts";
import type { Face } from "./records.ts";

/** Photos with a longer side below this are not shrunk for faces. */
const SHRUNK_FROM = 3200;

/**
 * The factor by which a photo is shrunk for its large faces: 1, or 3 times a power of two, which
 * leaves 1,067 to 2,133 pixels on the longer side. JPEG decoders shrink by powers of two almost
 * for free, and the rest is left to resampling, which needs some room to be exact.
 */
export function workingShrink(width: number, height: number): number {
  const ratio = Math.max(width, height) / SHRUNK_FROM;
  return ratio < 1 ? 1 : 3 * 2 ** Math.floor(Math.log2(ratio));
}

/** The factor by which a photo is shrunk for a face of this side in pixels of the full photo. */
function shrinkFor(side: number, working: number): number {
  let shrink = working;
  while (shrink > 1 && side / shrink < ALIGNED_SIZE) shrink = shrink > 3 ? shrink / 2 : 1;
  return shrink;
}

/** Rounds to a number of decimals, so that records are short and a re-read gives the same bits. */
export function roundTo(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}

/**
 * Landmarks where they lie in an aligned face that fills the box: for faces whose landmarks are
 * not known, so that aligning them crops the square around the box.
 */
export function landmarksOfBox([x1, y1, x2, y2]: Box): Point[] {
  const side = Math.max(x2 - x1, y2 - y1);
  const [left, top] = [(x1 + x2 - side) / 2, (y1 + y2 - side) / 2];
  const scale = side / ALIGNED_SIZE;
  return ARCFACE_TEMPLATE.map(([x, y]): Point => [left + x * scale, top + y * scale]);
}

/** A face with its box in pixels of the full photo. */
export type BoxedFace = Face & { bbox: Box };

/** Where a face is cut out. */
interface Cut {
  readonly shrink: number;
  /** In the shrunken photo. */
  readonly landmarks: Point[];
  /** The part of it that the aligned face is made of. */
  readonly region: Box;
}

/** An open photo with the decodings that were needed so far. */
export class PhotoPixels {
  readonly width: number;
  readonly height: number;
  readonly #photo: OpenPhoto;
  readonly #working: number;
  /** By factor of shrinking: the part that the faces to come need together, and its pixels once one came. */
  readonly #regions = new Map<number, Box>();
  readonly #parts = new Map<number, { readonly region: Box; readonly image: Promise<RgbImage> }>();

  constructor(photo: OpenPhoto) {
    this.#photo = photo;
    this.width = photo.record.width ?? 0;
    this.height = photo.record.height ?? 0;
    this.#working = workingShrink(this.width, this.height);
  }

  /** The photo, shrunk where it is large: 1,067 to 3,199 pixels on the longer side, if it has them. */
  working(): Promise<RgbImage> {
    return this.#photo.decode(this.#sizeAt(1 / this.#working));
  }

  /** The photo shrunk so that it fits `[width, height]`; itself where it does. */
  fitting([width, height]: readonly [number, number]): Promise<RgbImage> {
    return this.#photo.decode(this.#sizeAt(Math.min(width / this.width, height / this.height, 1)));
  }

  /** Says which faces {@linkcode aligned} will be asked for, so that they are decoded together. */
  expect(faces: readonly BoxedFace[]): void {
    for (const face of faces) {
      try {
        const { shrink, region } = this.#cutOf(face);
        this.#regions.set(shrink, around(region, this.#regions.get(shrink) ?? region));
      } catch {
        // `aligned` throws it again.
      }
    }
  }

  /**
   * The aligned face. It is cut out of the photo shrunk by as much as the face, which keeps 112
   * pixels, allows; by how much depends only on the photo and the face, so that `detect` and a
   * later `embed` see the same pixels.
   *
   * @param face Its landmarks, if known, are in pixels of the full photo.
   * @throws FacepipeError EXTRACTION_ERROR where the landmarks are not five points of a face.
   */
  async aligned(face: BoxedFace): Promise<AlignedFace> {
    const { shrink, landmarks, region } = this.#cutOf(face);
    const part = this.#partAt(shrink, region);
    const [left, top] = part.region;
    const [x, y] = [region[0] - left, region[1] - top];
    const own: Box = [x, y, x + region[2] - region[0], y + region[3] - region[1]];
    const image = cutImage(await part.image, own);
    const inside = landmarks.map((point): Point => [point[0] - region[0], point[1] - region[1]]);
    return { face, image: alignFace(image, inside) };
  }

  /** Decoded pixels that hold a region. */
  #partAt(shrink: number, region: Box): { region: Box; image: Promise<RgbImage> } {
    const known = this.#parts.get(shrink);
    if (known && isInside(region, known.region)) return known;
    const wanted = around(region, this.#regions.get(shrink) ?? region);
    const part = {
      region: wanted,
      image: this.#photo.decode({ ...this.#sizeAt(1 / shrink), region: wanted }),
    };
    this.#parts.set(shrink, part);
    return part;
  }

  #cutOf(face: BoxedFace): Cut {
    const [x1, y1, x2, y2] = face.bbox;
    const shrink = shrinkFor(Math.max(x2 - x1, y2 - y1), this.#working);
    const size = this.#sizeAt(1 / shrink);
    const [sx, sy] = [size.width / this.width, size.height / this.height];
    const points = face.landmarks ?? landmarksOfBox(face.bbox);
    const landmarks = points.map(([x, y]): Point => [x * sx, y * sy]);
    return { shrink, landmarks, region: alignedRegion(size, landmarks) };
  }

  #sizeAt(ratio: number): { width: number; height: number } {
    const scaled = (side: number) => Math.max(1, Math.round(side * ratio));
    return { width: scaled(this.width), height: scaled(this.height) };
  }
}

/** The smallest box around two. */
function around(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

function isInside(a: Box, b: Box): boolean {
  return a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];
}
