/**
 * Confidences: what similarities of one embedder are worth, on a scale that is the same for all.
 * @module
 */

import { type Calibration, DEFAULT_CALIBRATION, toConfidence, toCosine } from "../calibration.ts";

/** From cosine similarity to confidence and back; both rise with each other. */
export interface ConfidenceScale {
  /** Confidence, 0 to 1, of a cosine similarity. */
  toConfidence(cosine: number): number;
  /** Cosine similarity, −1 to 1, of a confidence. */
  toCosine(confidence: number): number;
}

/** Finds the scale of an embedder (name@sha256[:12]). */
export type ScaleOf = (embedder: string) => ConfidenceScale | Promise<ConfidenceScale>;

/** The scale of a measured curve. */
export function scaleOfCalibration(calibration: Calibration): ConfidenceScale {
  return {
    toConfidence: (cosine) => toConfidence(cosine, calibration),
    toCosine: (confidence) => toCosine(confidence, calibration),
  };
}

/** Where an embedder's own curve is not known. */
export const DEFAULT_SCALE: ConfidenceScale = scaleOfCalibration(DEFAULT_CALIBRATION);

/** Similarities are float32: a threshold must not lose what lies on it. */
const ROUNDING = 1e-6;

/** The least similarity that can have this confidence. Confidence 0 lets everything pass. */
export function leastSimilarity(scale: ConfidenceScale, threshold: number): number {
  return threshold === 0 ? -1 : Math.max(-1, scale.toCosine(threshold) - ROUNDING);
}
