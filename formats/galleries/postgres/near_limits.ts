/**
 * From which sizes on searches go through an index.
 * @module
 */

/** From where on indexes are made and asked. */
export interface NearLimits {
  /** Number of faces from which a gallery gets an index. */
  readonly indexedFrom: number;
  /** Filters that leave at most so many faces are answered exactly, from those faces. */
  readonly exactUpTo: number;
}

/** Looking at so many faces takes a few dozen milliseconds. */
export const NEAR_LIMITS: NearLimits = { indexedFrom: 10_000, exactUpTo: 20_000 };
