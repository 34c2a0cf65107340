/**
 * Cutting aligned faces out of a photo, each from a decoding that is fine enough for it.
 * @module
 */
import { ALIGNED_SIZE, ARCFACE_TEMPLATE, alignFace } from "./align.ts";
import type { AlignedFace, OpenPhoto } from "./analysis.ts";
import type { Box, Point } from "./fields.ts";
import type { RgbImage } from "./image.ts";
import type { Face } from "./records.ts";

/** Photos are decoded no smaller than this on their longer side, if they are that large. */
const WORKING_SIDE = 1600;

/**
 * The power of two by which a photo is shrunk for detection and for its large faces: the largest
 * that leaves its longer side at `minSide` or more. JPEG decoders get such sizes almost for free.
 */
export function workingDivisor(width: number, height: number, minSide = WORKING_SIDE): number {
  const ratio = Math.max(width, height) / minSide;
  return ratio < 2 ? 1 : 2 ** Math.floor(Math.log2(ratio));
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

/** An open photo with the decodings that were needed so far. */
export class PhotoPixels {
  readonly width: number;
  readonly height: number;
  readonly #photo: OpenPhoto;
  readonly #decoded = new Map<number, Promise<RgbImage>>();

  constructor(photo: OpenPhoto) {
    this.#photo = photo;
    this.width = photo.record.width ?? 0;
    this.height = photo.record.height ?? 0;
  }

  /** The photo at working size, or larger where `minSide` asks for it. */
  working(minSide = 0): Promise<RgbImage> {
    return this.#at(workingDivisor(this.width, this.height, Math.max(minSide, WORKING_SIDE)));
  }

  /**
   * The aligned face. It is cut from the working size where the face is large enough there, else
   * from the full photo; which one depends only on the photo and the face, so that `detect` and a
   * later `embed` see the same pixels.
   *
   * @param face With `bbox` and, if known, `landmarks` in pixels of the full photo.
   */
  async aligned(face: Face & { bbox: Box }): Promise<AlignedFace> {
    const [x1, y1, x2, y2] = face.bbox;
    const divisor = workingDivisor(this.width, this.height);
    const large = Math.max(x2 - x1, y2 - y1) / divisor >= ALIGNED_SIZE;
    const image = await this.#at(large ? divisor : 1);
    const [sx, sy] = [image.width / this.width, image.height / this.height];
    const points = (face.landmarks ?? landmarksOfBox(face.bbox)).map(([x, y]): Point => [x * sx, y * sy]);
    return { face, image: alignFace(image, points) };
  }

  #at(divisor: number): Promise<RgbImage> {
    let image = this.#decoded.get(divisor);
    if (!image) {
      image = this.#photo.decode(divisor);
      this.#decoded.set(divisor, image);
    }
    return image;
  }
}
