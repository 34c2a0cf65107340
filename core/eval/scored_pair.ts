/**
 * What the measures of pairs are taken over.
 * @module
 */

/** A labelled pair and what was measured. */
export interface ScoredPair {
  /** True where both photos show one person. */
  readonly same: boolean;
  /** Cosine similarity; undefined where a photo has no face, which counts as never accepted. */
  readonly similarity: number | undefined;
}
