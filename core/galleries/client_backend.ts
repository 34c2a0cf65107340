/**
 * What a client needs from whatever answers it: a store in this process, or a server.
 * @module
 */
import type { DetectionFace, DetectRequest, DetectResponse } from "./detection.ts";
import type { DetectionRef, FaceId, FaceLike, Filter, Threshold } from "./filters.ts";
import type { Uint64 } from "./ids.ts";
import type { FaceMeta, MetaTypes } from "./meta.ts";
import type { AddOutcome, GalleryFace, GalleryFaceRow } from "./store.ts";

/** What a face can be added from: a detection (with one face), a face of it, its id, a face with a vector, or a face of a gallery. */
export type FaceSource = DetectResponse | DetectionFace | DetectionRef | string | FaceLike | FaceId;

/** An answer's order. `-confidence` needs a similarity filter, and is then the default; else `id` is. */
export type FaceSort = "id" | "-id" | "-confidence";

/** How long to wait. */
export interface WaitOptions {
  /** Milliseconds. Default: as long as it takes. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** What `Gallery.list` is asked. */
export interface ListOptions extends WaitOptions {
  readonly filters?: readonly Filter[];
  /** Faces a page, 1 to 100,000. Default: 1000. */
  readonly limit?: number;
  readonly sort?: FaceSort;
  /** `nextPage` of the page before; the other options must be the same. */
  readonly page?: string;
  /** Answer from the shards that are there. Default: false. */
  readonly ignoreErrors?: boolean;
  /** Give vectors and crops too. Default: false. */
  readonly whole?: boolean;
}

/** A face of a list. */
export interface ListedFace extends GalleryFaceRow {
  /** How sure it is that the face is like that of the similarity filter, 0 to 1; the least where there are several. */
  readonly confidence?: number;
}

/** A page of faces. */
export interface FacePage {
  readonly faces: readonly ListedFace[];
  /** What to ask with for the next page; absent after the last one. */
  readonly nextPage?: string;
  readonly liveServers: number;
  readonly totalServers: number;
}

/** A face to add, with its id. */
export interface NewFace {
  readonly id: Uint64;
  readonly source: FaceSource;
  readonly meta?: FaceMeta;
  /** Who it is, where that is known. */
  readonly person?: Uint64;
}

/** What `Gallery.update` changes. */
export interface FaceUpdate {
  /** Replaces all metadata. */
  readonly meta: FaceMeta;
}

/** What `Gallery.identify` is asked. */
export interface IdentifyOptions extends WaitOptions {
  /** Most matches a face. Default: 1. */
  readonly limit?: number;
  /** Least confidence. Default: 0.75. */
  readonly threshold?: Threshold;
  /** Filters by id and metadata. */
  readonly filters?: readonly Filter[];
  readonly ignoreErrors?: boolean;
}

/** The matches of one face, by falling confidence. */
export interface Identification {
  readonly matches: readonly (ListedFace & { readonly confidence: number })[];
  readonly liveServers: number;
  readonly totalServers: number;
}

/** A gallery and the number of its faces. */
export interface ListedGallery {
  readonly name: string;
  readonly number: number;
}

/** All galleries, by name. */
export interface GalleryList {
  readonly galleries: readonly ListedGallery[];
  readonly liveServers: number;
  readonly totalServers: number;
}

/** What can be answered from the shards that are there. */
export interface PartialOptions extends WaitOptions {
  /** Answer from the shards that are there. Default: false. */
  readonly ignoreErrors?: boolean;
}

/** Answers a client. Every call is made for the one user that the backend was opened for. */
export interface ClientBackend {
  listGalleries(options?: PartialOptions): Promise<GalleryList>;
  createGallery(name: string, wait?: WaitOptions): Promise<void>;
  dropGallery(name: string, wait?: WaitOptions): Promise<void>;
  /** The declared types of metadata: what values of each key have to be. None where the shard that knows is left out. */
  metaTypes(options?: PartialOptions): Promise<MetaTypes>;
  listFaces(gallery: string, options: ListOptions): Promise<FacePage>;
  /** One attempt; `conflict` where the id is taken. */
  addFaces(gallery: string, faces: readonly NewFace[], wait?: WaitOptions): Promise<AddOutcome[]>;
  getFace(gallery: string, id: Uint64, wait?: WaitOptions): Promise<GalleryFace>;
  updateFace(gallery: string, id: Uint64, update: FaceUpdate, wait?: WaitOptions): Promise<GalleryFace>;
  deleteFace(gallery: string, id: Uint64, wait?: WaitOptions): Promise<void>;
  identify(
    gallery: string,
    faces: readonly FaceSource[],
    options: IdentifyOptions,
  ): Promise<Identification[]>;
  detect(request: DetectRequest): Promise<DetectResponse>;
  close(): Promise<void>;
}
