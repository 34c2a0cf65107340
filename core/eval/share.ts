/**
 * Ratios of counts.
 * @module
 */

/** `part / whole`, and 1 where there is nothing to be wrong about. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** Precision, recall, and F, their harmonic mean; all 0 to 1. */
export interface PrecisionRecall {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}

/** Adds F to precision and recall; 0 where both are. */
export function withF(precision: number, recall: number): PrecisionRecall {
  const sum = precision + recall;
  return { precision, recall, f: sum === 0 ? 0 : (2 * precision * recall) / sum };
}
