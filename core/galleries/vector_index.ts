/**
 * What a gallery store needs from an index of vectors. The database is the truth; an index is a
 * copy made for searching, may lag behind, and may be thrown away and built anew at any time.
 *
 * How a store keeps one current: the store numbers the changes of a gallery 1, 2, 3, … in its
 * database (the number rises in the same transaction as the change). Before a search it compares
 * that number with {@linkcode VectorIndex.generation}, reads what changed since, and applies it.
 * Changes may be applied again after a crash, so they are idempotent: the last one of an id counts.
 * @module
 */
import type { Uint64 } from "./ids.ts";

/** Which vectors an index holds, and where it may keep files. */
export interface VectorIndexSpec {
  /**
   * Identity of the source, new for every gallery that is created, of the characters `[0-9a-z-]`, at most 64:
   * the stem of the file names. Files of another source or embedder are never trusted.
   */
  readonly source: string;
  /** Embedder of the vectors, as name@sha256[:12]. */
  readonly embedder: string;
  readonly dimensions: number;
  /** Existing folder for the index's files; absent: nothing is written. */
  readonly folder?: string;
}

/** A change of the vectors of a gallery: a vector that was added or replaced, or (`vector` absent) removed. */
export interface VectorChange {
  readonly id: Uint64;
  /** Unit length, `dimensions` float32. The index copies what it keeps. */
  readonly vector?: Float32Array;
}

/** What to look for. */
export interface VectorQuery {
  /** Unit length. */
  readonly vector: Float32Array;
  /** The most hits to give, 1 or more; `Infinity` for all that reach `minSimilarity`. */
  readonly limit: number;
  /** Least cosine similarity, −1 to 1. */
  readonly minSimilarity: number;
  /** The only ids that may be found, ascending, each once; absent: all. Ids that the index does not hold are ignored. */
  readonly allowed?: BigUint64Array;
  /** Only hits that come after this one in the order of the answer, for paging. */
  readonly after?: VectorHit;
  readonly signal?: AbortSignal;
}

/** A vector that was found. */
export interface VectorHit {
  readonly id: Uint64;
  /** Cosine similarity, computed from the float32 vectors (never from quantised ones): float32 products, −1 to 1. */
  readonly similarity: number;
}

/** A note about an index, for people: that files were damaged and are built anew, for example. */
export type VectorIndexNote = (message: string) => void;

/** Searches vectors. Calls may overlap; a search sees the changes applied before it was called. */
export interface VectorIndex {
  readonly spec: VectorIndexSpec;
  /**
   * Number of the last change that the index holds, as the store counts them; 0: it is empty,
   * and the store gives it everything from the start.
   */
  readonly generation: number;
  /** Number of vectors. */
  readonly size: number;
  /**
   * Takes changes over; later ones of an id replace earlier ones. On return they are searched, but
   * need not be on disk.
   *
   * @param generation What `generation` is from then on. The store gives long catch-ups in pieces, in the
   * order of the changes, and each piece with the number of its last change: what is saved between two
   * pieces is whole up to that number, and the next catch-up begins there.
   */
  apply(changes: readonly VectorChange[], generation: number): Promise<void>;
  /** Forgets everything, in memory and on disk; `generation` is 0 afterwards. */
  reset(): Promise<void>;
  /** Hits by falling similarity, equal ones by rising id; at most `limit`. */
  search(query: VectorQuery): Promise<VectorHit[]>;
  /** Several searches at once, which costs less than one by one; an answer for each, in their order. */
  searchAll(queries: readonly VectorQuery[]): Promise<VectorHit[][]>;
  /**
   * Writes what is only in memory to the folder, if there is one, so that the next process starts
   * from there. Vectors that were removed are in no file of the index afterwards.
   */
  save(): Promise<void>;
  /** Waits for work in the background and frees memory; saves nothing. May be called again. */
  close(): Promise<void>;
}

/** Opens indexes; how is up to whoever makes one (`models` searches with ONNX Runtime and usearch). */
export interface VectorIndexes {
  /**
   * Opens the index of a source; damaged, foreign or outdated files are as if there were none, with a note.
   *
   * @throws FacepipeError STORAGE_ERROR where the folder cannot be used.
   */
  open(spec: VectorIndexSpec, note?: VectorIndexNote): Promise<VectorIndex>;
  /** Removes the files of a source from a folder; absent ones are fine. */
  remove(spec: Pick<VectorIndexSpec, "source"> & { readonly folder: string }): Promise<void>;
  /** Bytes of the files of a source in a folder, for `gallery stats`. */
  sizeOnDisk(spec: Pick<VectorIndexSpec, "source"> & { readonly folder: string }): Promise<number>;
}
