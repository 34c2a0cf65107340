/**
 * Everything about galleries over one store: clients and documents.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import { cosineSimilarity } from "../grouping/vectors.ts";
import { Cameras } from "./cameras.ts";
import { Client } from "./client.ts";
import { DEFAULT_SCALE, type ScaleOf } from "./confidence.ts";
import { Counters } from "./counters.ts";
import type { FaceFinder } from "./detection.ts";
import { DetectionCache } from "./detection_cache.ts";
import type { DocumentContext } from "./document_context.ts";
import type { Documents, MakeThumbnail, Uploads } from "./document_stores.ts";
import { LOCAL_USER, type UserRef } from "./documents.ts";
import { FaceSources } from "./face_sources.ts";
import { probeOf } from "./face_vector.ts";
import { Faces } from "./faces.ts";
import type { FaceLike } from "./filters.ts";
import { randomId } from "./gallery.ts";
import { Galleries } from "./gallery_documents.ts";
import { GallerySearch } from "./gallery_search.ts";
import type { Uint64 } from "./ids.ts";
import { Persons } from "./persons.ts";
import type { GalleryStore } from "./store.ts";
import { StoreBackend } from "./store_backend.ts";
import { Users } from "./users.ts";

/** What galleries work with besides their store. */
export interface GalleriesOptions {
  /** Confidences of each embedder; default: that of `DEFAULT_CALIBRATION` for all. */
  readonly scaleOf?: ScaleOf;
  /** What detects faces for clients. It is closed with the galleries. */
  readonly finder?: FaceFinder;
  /** Where pictures of faces are saved. */
  readonly uploads?: Uploads;
  readonly makeThumbnail?: MakeThumbnail;
  /** How long detections are kept, in milliseconds. Default: an hour. */
  readonly detectionLifetime?: number;
  /** Makes ids of faces and persons. Default: random ones. */
  readonly newId?: () => Uint64 | Promise<Uint64>;
  /** The time. */
  readonly now?: () => Date;
}

/** Everything over one store. */
export interface OpenGalleries {
  readonly store: GalleryStore;
  readonly documents: Documents;
  /** What detects faces, where there is something. */
  readonly finder?: FaceFinder;
  /** Confidence, 0 to 1, that two faces are one person. @throws FacepipeError BAD_PARAM where their vectors cannot be compared. */
  compare(a: FaceLike, b: FaceLike): Promise<number>;
  /** A client of one user. Closing it closes everything. */
  client(user: UserRef): Client;
  /** Removes kept detections whose time is over, of all users; servers call it now and then. */
  sweep(): Promise<void>;
  /** Makes sure that nothing removed before, and no detection whose time is over, can be read from the store's files. */
  forget(): Promise<void>;
  /** Lets go of the store and the models. May be called again. */
  close(): Promise<void>;
}

/**
 * Makes clients and document stores over a gallery store.
 *
 * @example
 * ```ts
 * import { galleriesOver, LOCAL_USER } from "facepipe/core";
 * import { openSqliteStore } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * const galleries = galleriesOver(await openSqliteStore(":memory:"));
 * const family = galleries.client(LOCAL_USER).gallery("family");
 * await family.create();
 * const embedding = Float32Array.of(1, 0);
 * await family.add(7, { embedder: "tiny@000000000000", embedding }, { meta: { name: "Ann" } });
 * assert.equal((await family.list()).faces[0]!.meta.name, "Ann");
 * await galleries.close();
 * ```
 */
export function galleriesOver(store: GalleryStore, options: GalleriesOptions = {}): OpenGalleries {
  const {
    now = () => new Date(),
    newId = randomId,
    scaleOf = () => DEFAULT_SCALE,
    uploads,
    makeThumbnail,
  } = options;
  const detections = new DetectionCache(store, now, options.detectionLifetime);
  const sources = new FaceSources(store, detections);
  const search = new GallerySearch(store, sources, scaleOf);
  const users = new Users(store, now, uploads);
  const context: DocumentContext = {
    store,
    search,
    users,
    detections,
    now,
    newId,
    ...(uploads && { uploads }),
    ...(makeThumbnail && { makeThumbnail }),
  };
  const { finder } = options;
  const faces = new Faces(context);
  const parts = { store, users, search, sources, detections, faces, now, ...(finder && { finder }) };
  const sweep = async () => {
    await detections.sweep(LOCAL_USER);
    for await (const { _id } of users.find()) await detections.sweep(_id);
  };
  return {
    store,
    documents: documentsOf(context, users, faces),
    ...(finder && { finder }),
    compare: (a, b) => compare(a, b, scaleOf),
    client: (user) => new Client(new StoreBackend(parts, user)),
    sweep,
    async forget() {
      await sweep();
      await store.forget();
    },
    async close() {
      await finder?.close();
      await store.close();
    },
  };
}

async function compare(a: FaceLike, b: FaceLike, scaleOf: ScaleOf): Promise<number> {
  const [left, right] = [probeOf(a), probeOf(b)];
  if (left.embedder !== right.embedder)
    throw new FacepipeError("BAD_PARAM", `Cannot compare vectors of ${left.embedder} and ${right.embedder}`, {
      param: "embedder",
      value: right.embedder,
    });
  const scale = await scaleOf(left.embedder);
  return scale.toConfidence(cosineSimilarity(left.embedding, right.embedding));
}

function documentsOf(context: DocumentContext, users: Users, faces: Faces): Documents {
  return {
    users,
    faces,
    galleries: new Galleries(context, faces),
    cameras: new Cameras(context),
    persons: new Persons(context, faces),
    counters: new Counters(context),
  };
}
