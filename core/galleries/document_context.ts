/**
 * What all stores of documents work with.
 * @module
 */
import type { DetectionCache } from "./detection_cache.ts";
import type { MakeThumbnail, Uploads, UserStore } from "./document_stores.ts";
import type { GallerySearch } from "./gallery_search.ts";
import type { Uint64 } from "./ids.ts";
import type { GalleryStore } from "./store.ts";

/** What stores of documents work with. */
export interface DocumentContext {
  readonly store: GalleryStore;
  readonly search: GallerySearch;
  /** Refuses users that are unknown or inactive. */
  readonly users: Pick<UserStore, "require">;
  readonly detections: DetectionCache;
  readonly now: () => Date;
  /** Makes ids; default: {@linkcode randomId}. */
  readonly newId: () => Uint64 | Promise<Uint64>;
  readonly uploads?: Uploads;
  readonly makeThumbnail?: MakeThumbnail;
}
