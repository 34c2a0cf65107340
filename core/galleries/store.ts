/**
 * The driver behind galleries: what SQLite, Postgres and shards implement, and all that they
 * implement. Everything else (filters of documents, persons, uploads, calibration, authentication)
 * is built on it once, in this folder.
 *
 * Rules for every driver
 * - Every method takes the owner and touches nothing of another one. Owner `""` is the system's own
 *   (users and their tokens).
 * - Every method is atomic and durable on its own: what it acknowledged survives `kill -9`, what it
 *   did not is not there at all. No method spans two records, so that shards need no shared transaction.
 * - Concurrent callers, in this process or others, only wait for each other.
 * - Text is ordered by code point (`compareText`), ids as unsigned numbers.
 * - Failures of the database are `storageError`s that say what to do, with their cause.
 * @module
 */
import type { FaceFacts } from "./face_facts.ts";
import type { Uint64 } from "./ids.ts";
import type { FaceMeta } from "./meta.ts";
import type { Term } from "./terms.ts";
import type { VectorIndexes } from "./vector_index.ts";

/** How a call is to be made. */
export interface CallOptions {
  /** Gives up when it fires; what is not acknowledged may still have been done. */
  readonly signal?: AbortSignal;
}

/** How something is read. */
export interface ReadOptions extends CallOptions {
  /** Answer from the servers that are there; without it a missing one is STORAGE_ERROR. */
  readonly ignoreErrors?: boolean;
}

/** What was read, and from how many of the servers. */
export interface Answer<T> {
  readonly rows: readonly T[];
  /** Servers that answered; 1 of 1 where there are no shards. */
  readonly liveServers: number;
  readonly totalServers: number;
}

/** The answer of a store that is one server. */
export function wholeAnswer<T>(rows: readonly T[]): Answer<T> {
  return { rows, liveServers: 1, totalServers: 1 };
}

/** A gallery as a store knows it. */
export interface GalleryInfo {
  readonly name: string;
  /** Number of its faces. */
  readonly number: number;
  /** Embedder of its vectors, fixed by the first face. */
  readonly embedder?: string;
  readonly dimensions?: number;
}

/** A face in a gallery. */
export interface GalleryFace {
  readonly id: Uint64;
  readonly embedder: string;
  /** Unit length. */
  readonly embedding: Float32Array;
  readonly meta: FaceMeta;
  /** Who it is, where persons are kept. */
  readonly person?: Uint64;
  /** What else is known of the face. */
  readonly facts: FaceFacts;
  /** The aligned face as a PNG. */
  readonly crop?: Uint8Array;
}

/** A face without its vector and crop, which most readers do not need. */
export type GalleryFaceRow = Omit<GalleryFace, "embedding" | "crop"> &
  Partial<Pick<GalleryFace, "embedding" | "crop">>;

/** What becomes of a face that is to be added. */
export type AddOutcome = "added" | "conflict";

/** What `updateFace` changes; absent: stays. */
export interface FaceChange {
  /** Replaces all metadata. */
  readonly meta?: FaceMeta;
  /** null: nobody any more. */
  readonly person?: Uint64 | null;
  readonly facts?: FaceFacts;
}

/**
 * A condition on faces of a gallery, checked and ready for a database. All conditions of a query
 * hold at once; `anyOf` of an empty list holds for none. Terms are those of `metaTerms`.
 */
export type FaceCondition =
  | { readonly on: "id"; readonly anyOf: readonly Uint64[] }
  /** Both ends included. */
  | { readonly on: "id"; readonly min?: Uint64; readonly max?: Uint64 }
  | { readonly on: "person"; readonly anyOf: readonly Uint64[] }
  /** The key has one of the values; a list: one of its members. */
  | { readonly on: "meta"; readonly key: string; readonly anyOf: readonly string[] }
  /** The list has all of the values. */
  | { readonly on: "meta"; readonly key: string; readonly allOf: readonly string[] }
  /** Both ends included; the ends are terms of one type, and only values of that type qualify. */
  | { readonly on: "meta"; readonly key: string; readonly min?: string; readonly max?: string };

/** A page of faces, by id. */
export interface FaceQuery {
  readonly conditions: readonly FaceCondition[];
  /** Falling ids. */
  readonly descending?: boolean;
  /** Only faces after this id, in the order of the query. */
  readonly after?: Uint64;
  readonly limit: number;
  /** Read the vectors and crops too. Default: false. */
  readonly whole?: boolean;
}

/** A search by vector. */
export interface FaceSearch {
  readonly embedder: string;
  /** Unit length. */
  readonly vector: Float32Array;
  readonly conditions: readonly FaceCondition[];
  /** The most faces to give; `Infinity` for all. */
  readonly limit: number;
  /** Least cosine similarity. */
  readonly minSimilarity: number;
  /** Only faces that come after this one in the order of the answer. */
  readonly after?: FaceMatch;
}

/** A face that a search found; by falling similarity, equal ones by rising id. */
export interface FaceMatch {
  readonly id: Uint64;
  /** Cosine similarity. */
  readonly similarity: number;
}

/** A document as drivers keep it: they read nothing but its key and terms. */
export interface StoredDocument {
  /** Unique for the owner and collection; sorts as text. */
  readonly key: string;
  /** JSON text. */
  readonly body: string;
  /** What it can be found by. */
  readonly terms: readonly Term[];
  /** 1 for a new one; rises with every replacement. */
  readonly version: number;
}

/** A document that was read; its terms follow from its body. */
export type ReadDocument = Omit<StoredDocument, "terms">;

/** A condition on the terms of a document. */
export type DocumentCondition =
  | { readonly field: string; readonly anyOf: readonly string[] }
  /** Both ends included. */
  | { readonly field: string; readonly min?: string; readonly max?: string };

/** A page of documents, by key. */
export interface DocumentQuery {
  /** Only these keys. */
  readonly keys?: readonly string[];
  /** Only keys from this one to that one, both included. */
  readonly min?: string;
  readonly max?: string;
  readonly conditions: readonly DocumentCondition[];
  readonly descending?: boolean;
  /** Only documents after this key, in the order of the query. */
  readonly after?: string;
  readonly limit: number;
}

/** The collections of documents. */
export const COLLECTIONS = [
  "cameras",
  "counters",
  "detections",
  "faces",
  "galleries",
  "metaTypes",
  "persons",
  "users",
] as const;

/** One of the {@linkcode COLLECTIONS}. */
export type Collection = (typeof COLLECTIONS)[number];

/** What an owner has in a store: `gallery stats` shows that what was deleted is gone. */
export interface StoreStats {
  readonly galleries: number;
  readonly faces: number;
  /** Vectors in the database; as many as faces. */
  readonly vectors: number;
  readonly crops: number;
  /** Documents of each collection that has any. */
  readonly documents: Readonly<Partial<Record<Collection, number>>>;
  /** Vectors in the indexes that are open or on disk, as far as this store keeps any. */
  readonly indexedVectors: number;
  /** Bytes of the database and index files; 0 where that is not known. */
  readonly bytes: number;
  /** Servers that were counted; 1 of 1 where there are no shards. */
  readonly liveServers: number;
  readonly totalServers: number;
}

/** What stores are opened with. */
export interface StoreOptions {
  /** What searches the vectors of stores that do not search themselves; absent: a plain scan in memory. */
  readonly indexes?: VectorIndexes;
  /** Notes for people: an index that is built anew, for example. */
  readonly note?: (message: string) => void;
  /** How long to wait for others who write, in milliseconds. Default: 60,000. */
  readonly busyTimeout?: number;
}

/** Opens the store of an address, or the shards of several, and makes it where there is none. @throws FacepipeError STORAGE_ERROR, BAD_PARAM. */
export type OpenStore = (
  address: string | readonly string[],
  options?: StoreOptions,
) => Promise<GalleryStore>;

/** A gallery store. */
export interface GalleryStore {
  /** The store's address without user names and passwords, for messages. */
  readonly address: string;

  /**
   * Makes a gallery and its document (collection `galleries`, key = name).
   * @throws FacepipeError CONFLICT where it exists.
   */
  createGallery(owner: string, name: string, document: StoredDocument, call?: CallOptions): Promise<void>;
  /**
   * Removes a gallery, its document, its faces, and their index.
   * @throws FacepipeError GALLERY_NOT_FOUND.
   */
  dropGallery(owner: string, name: string, call?: CallOptions): Promise<void>;
  /** The galleries by name (code points). */
  listGalleries(owner: string, read?: ReadOptions): Promise<Answer<GalleryInfo>>;
  /** One gallery. @throws FacepipeError GALLERY_NOT_FOUND. */
  readGallery(owner: string, name: string, read?: ReadOptions): Promise<Answer<GalleryInfo>>;
  /**
   * Fixes the embedder and length of a gallery's vectors, as the first face does; again with the same is fine.
   * @throws FacepipeError GALLERY_NOT_FOUND; BAD_PARAM (`embedder` or `embedding`) where others are fixed.
   */
  fixEmbedder(
    owner: string,
    name: string,
    embedder: string,
    dimensions: number,
    call?: CallOptions,
  ): Promise<void>;

  /**
   * Adds faces, all in one transaction where the store is one database, and fixes the gallery's
   * embedder if it has none. A face whose id is taken is left out and says `conflict`.
   *
   * @returns An outcome for each face, in their order.
   * @throws FacepipeError GALLERY_NOT_FOUND; BAD_PARAM as `fixEmbedder`: then none is added.
   */
  addFaces(
    owner: string,
    gallery: string,
    faces: readonly GalleryFace[],
    call?: CallOptions,
  ): Promise<AddOutcome[]>;
  /** The faces of these ids that exist, by id, with vectors and crops. @throws FacepipeError GALLERY_NOT_FOUND. */
  readFaces(
    owner: string,
    gallery: string,
    ids: readonly Uint64[],
    read?: ReadOptions,
  ): Promise<Answer<GalleryFace>>;
  /** @throws FacepipeError GALLERY_NOT_FOUND, NOT_FOUND. */
  updateFace(
    owner: string,
    gallery: string,
    id: Uint64,
    change: FaceChange,
    call?: CallOptions,
  ): Promise<void>;
  /** Removes faces; absent ids are fine. @returns How many there were. @throws FacepipeError GALLERY_NOT_FOUND. */
  removeFaces(owner: string, gallery: string, ids: readonly Uint64[], call?: CallOptions): Promise<number>;
  /** A page of faces by id. @throws FacepipeError GALLERY_NOT_FOUND. */
  pageFaces(
    owner: string,
    gallery: string,
    query: FaceQuery,
    read?: ReadOptions,
  ): Promise<Answer<GalleryFaceRow>>;
  /** Number of faces that meet the conditions. @throws FacepipeError GALLERY_NOT_FOUND. */
  countFaces(
    owner: string,
    gallery: string,
    conditions: readonly FaceCondition[],
    read?: ReadOptions,
  ): Promise<Answer<number>>;
  /**
   * The most similar faces; a gallery without faces has none.
   * @throws FacepipeError GALLERY_NOT_FOUND; BAD_PARAM where the vector is of another embedder or length.
   */
  searchFaces(
    owner: string,
    gallery: string,
    search: FaceSearch,
    read?: ReadOptions,
  ): Promise<Answer<FaceMatch>>;
  /** Several searches in one gallery, which costs less than one by one; an answer for each, in their order. */
  searchFacesAll(
    owner: string,
    gallery: string,
    searches: readonly FaceSearch[],
    read?: ReadOptions,
  ): Promise<Answer<FaceMatch>[]>;

  /** @returns False where the key is taken: then nothing is changed. */
  insertDocument(
    owner: string,
    collection: Collection,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<boolean>;
  /** A page of documents by key. */
  pageDocuments(
    owner: string,
    collection: Collection,
    query: DocumentQuery,
    read?: ReadOptions,
  ): Promise<Answer<ReadDocument>>;
  /**
   * Replaces a document, terms and all, where it still has the version before (`document.version − 1`).
   * @returns False where it has another version or is gone: then nothing is changed.
   */
  replaceDocument(
    owner: string,
    collection: Collection,
    document: StoredDocument,
    call?: CallOptions,
  ): Promise<boolean>;
  /** Removes a document, where a version is given only if it still has it. @returns Whether it did. */
  removeDocument(
    owner: string,
    collection: Collection,
    key: string,
    version?: number,
    call?: CallOptions,
  ): Promise<boolean>;

  /** Removes everything that an owner has. May be repeated. */
  removeOwner(owner: string, call?: CallOptions): Promise<void>;
  /** What an owner has. */
  stats(owner: string, read?: ReadOptions): Promise<StoreStats>;
  /**
   * Makes sure that nothing removed before can be read from the store's files: copies in logs and
   * indexes are overwritten.
   */
  forget(call?: CallOptions): Promise<void>;
  /** Writes what only speeds up the next start, and lets go of files and connections. May be called again. */
  close(): Promise<void>;
}
