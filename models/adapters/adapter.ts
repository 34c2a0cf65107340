/**
 * What the adapters make of networks: the same few jobs, whatever the family.
 * @module
 */
import type { Box, DetectedFace, Point, RgbImage } from "../../core/mod.ts";

/** Finds faces in a picture. */
export interface Detector {
  /** The faces, the surest first, in pixels of the picture. Some families bring no landmarks. */
  detect(image: RgbImage): Promise<DetectedFace[]>;
}

/** Finds the five landmarks of a face. */
export interface LandmarkFinder {
  /** Left eye, right eye, nose, left and right mouth corner as seen in the picture, in its pixels. */
  locate(image: RgbImage, box: Box): Promise<Point[]>;
}

/** Turns an aligned face into a vector. */
export interface Embedder {
  /** The vector as the network gives it, of any length greater than 0. */
  embed(aligned: RgbImage): Promise<Float32Array>;
}

/** Estimates attributes of a face. */
export interface Estimator {
  /** All that it can estimate. */
  estimate(image: RgbImage, box: Box): Promise<Attributes>;
}

/** Estimates of a face, as they stand in the `features` of its record. All are rough. */
export interface Attributes {
  /** Years. */
  age?: number;
  gender?: "male" | "female";
  /** How male, 0 to 1. */
  genderScore?: number;
  /** Probability of each emotion; they add up to 1. */
  emotions?: { [name: string]: number };
}

/** Options of detectors. */
export interface DetectorOptions {
  /** Lowers the least score of a face, 0 to 1, below the family's own. */
  readonly minScore?: number | undefined;
}
