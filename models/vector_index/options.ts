/**
 * How indexes of vectors are built.
 * @module
 */

/** How {@linkcode openVectorIndexes} works. */
export interface VectorIndexesOptions {
  /** Threads that build an approximate index. Default: as many as the machine has cores. */
  readonly buildThreads?: number;
  /** Vectors from which on an index that has a folder is approximate. Default: 131,072. */
  readonly approximateFrom?: number;
  /** Gives up builds in the background, so that closing an index does not wait for them; they begin anew later. */
  readonly signal?: AbortSignal;
}
