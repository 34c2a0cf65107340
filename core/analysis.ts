/**
 * What the stages need from the outside: something that reads photos and networks that look at
 * them. Callers of the library may bring their own.
 * @module
 */
import type { Box, Json, Point } from "./fields.ts";
import type { RgbImage } from "./image.ts";
import type { Face, Photo } from "./records.ts";

/** A face as a detector reports it, in pixels of the picture that the detector was given. */
export interface DetectedFace {
  bbox: Box;
  /** Confidence, 0 to 1. */
  detScore: number;
  /** Left eye, right eye, nose, left and right mouth corner, as seen in the picture. */
  landmarks?: Point[];
  /** Vector of any length greater than 0; it is scaled to unit length. */
  embedding?: Float32Array;
}

/** Finds faces. */
export interface FaceModel {
  /** Identity, as name@sha256[:12]. */
  readonly id: string;
  /** Photos are shrunk to fit `[width, height]` before `get`; without it they come with 1,067 to 3,199 pixels on the longer side, if they have them. */
  readonly inputSize?: readonly [width: number, height: number];
  /** All faces of the picture, in any order. */
  get(image: RgbImage): Promise<DetectedFace[]>;
}

/** A face cut out of its photo, turned upright and scaled so that eyes, nose and mouth lie where embedders expect them. */
export interface AlignedFace {
  /** 112 × 112 pixels. */
  readonly image: RgbImage;
  readonly face: Face;
}

/** Turns aligned faces into vectors. */
export interface FaceEmbedder {
  /** Identity, as name@sha256[:12]. */
  readonly id: string;
  /** One vector for each face, in their order; scaled to unit length by the caller. */
  embed(faces: readonly AlignedFace[]): Promise<Float32Array[]>;
}

/** Estimates age, gender or emotions of faces. */
export interface FeatureModel {
  /** One object for each face. Boxes are in pixels of the picture. */
  estimate(
    image: RgbImage,
    boxes: readonly Box[],
    features: readonly Feature[],
  ): Promise<{ [key: string]: Json }[]>;
}

/** What a {@linkcode FeatureModel} can be asked for. */
export const FEATURES = ["age", "gender", "emotions"] as const;

/** One of the {@linkcode FEATURES}. */
export type Feature = (typeof FEATURES)[number];

/** What is wanted of a photo. */
export interface PhotoView {
  /** Size that the upright photo is shrunk to; its own where it is not. */
  readonly width: number;
  readonly height: number;
  /** Only this part of the shrunken photo; whole pixels, with positive sides. */
  readonly region?: Box;
}

/** A photo that has been opened and hashed, ready to be decoded at the sizes that are needed. */
export interface OpenPhoto {
  /** The photo's record, with width, height, orientation, sha256 and takenAt filled in. */
  readonly record: Photo;
  /** The pixels of a view. Those of a part are the same as in the whole. */
  decode(view: PhotoView): Promise<RgbImage>;
}

/** Opens photos. */
export interface PhotoReader {
  /** Reads the file (or the record's own bytes) and checks it against the record's sha256. */
  open(photo: Photo): Promise<OpenPhoto>;
  /** An aligned face as a PNG file, for a record's `crop`. */
  encodeCrop(image: RgbImage): Promise<Uint8Array>;
  /** The aligned face in a record's `crop`, 112 × 112 pixels. */
  decodeCrop(png: Uint8Array): Promise<RgbImage>;
}
