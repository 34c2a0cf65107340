/**
 * Confidences: what similarities of one embedder are worth, on a scale that is the same for all.
 * @module
 */

/** From cosine similarity to confidence and back; both rise with each other. */
export interface ConfidenceScale {
  /** Confidence, 0 to 1, of a cosine similarity. */
  toConfidence(cosine: number): number;
  /** Cosine similarity, −1 to 1, of a confidence. */
  toCosine(confidence: number): number;
}

/** Finds the scale of an embedder (name@sha256[:12]). */
export type ScaleOf = (embedder: string) => ConfidenceScale;

/** Where nothing was measured: half of one plus the cosine. */
export const PLAIN_SCALE: ConfidenceScale = {
  toConfidence: (cosine) => Math.min(1, Math.max(0, (1 + cosine) / 2)),
  toCosine: (confidence) => 2 * confidence - 1,
};

/** Similarities are float32: a threshold must not lose what lies on it. */
const ROUNDING = 1e-6;

/** The least similarity that can have this confidence. Confidence 0 lets everything pass. */
export function leastSimilarity(scale: ConfidenceScale, threshold: number): number {
  return threshold === 0 ? -1 : Math.max(-1, scale.toCosine(threshold) - ROUNDING);
}
