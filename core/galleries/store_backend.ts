/**
 * Answers a client from a store in this process.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type {
  ClientBackend,
  FacePage,
  FaceSource,
  FaceUpdate,
  GalleryList,
  Identification,
  IdentifyOptions,
  ListOptions,
  NewFace,
  PartialOptions,
  WaitOptions,
} from "./client_backend.ts";
import { checkPhoto, type DetectRequest, type DetectResponse, type FaceFinder } from "./detection.ts";
import { type DetectionCache, useOf } from "./detection_cache.ts";
import type { UserStore } from "./document_stores.ts";
import type { UserRef } from "./documents.ts";
import { faceNotFound } from "./errors.ts";
import type { FaceSources } from "./face_sources.ts";
import { checkGalleryName } from "./gallery_name.ts";
import { dropGallery, type FacesOfGalleries, galleryDocument } from "./gallery_removal.ts";
import type { GallerySearch } from "./gallery_search.ts";
import type { Uint64 } from "./ids.ts";
import type { MetaTypes } from "./meta.ts";
import { declareMeta, readMetaTypes } from "./meta_types.ts";
import type { AddOutcome, GalleryFace, GalleryStore, ReadOptions } from "./store.ts";
import { within } from "./waiting.ts";

/** What a {@linkcode StoreBackend} works with. */
export interface BackendParts {
  readonly store: GalleryStore;
  readonly users: Pick<UserStore, "require">;
  readonly search: GallerySearch;
  readonly sources: FaceSources;
  readonly detections: DetectionCache;
  readonly faces: FacesOfGalleries;
  readonly finder?: FaceFinder;
  readonly now: () => Date;
}

/** Answers for one user. */
export class StoreBackend implements ClientBackend {
  readonly #parts: BackendParts;
  readonly #user: UserRef;

  constructor(parts: BackendParts, user: UserRef) {
    this.#parts = parts;
    this.#user = user;
  }

  async listGalleries(wait: PartialOptions = {}): Promise<GalleryList> {
    return this.#run("list galleries", wait, async (owner, store, call) => {
      const { rows, ...servers } = await store.listGalleries(owner, { ...call, ...ignoring(wait) });
      return { galleries: rows.map(({ name, number }) => ({ name, number })), ...servers };
    });
  }

  createGallery(name: string, wait: WaitOptions = {}): Promise<void> {
    return this.#run("create a gallery", wait, async (owner, store, call) => {
      const { stored } = galleryDocument(owner, checkGalleryName(name), this.#parts.now());
      await store.createGallery(owner, name, stored, call);
    });
  }

  dropGallery(name: string, wait: WaitOptions = {}): Promise<void> {
    return this.#run("drop a gallery", wait, (owner, _, call) =>
      dropGallery(this.#parts, owner, checkGalleryName(name), call),
    );
  }

  metaTypes(wait: PartialOptions = {}): Promise<MetaTypes> {
    return this.#run("read types of metadata", wait, async (owner, store, call) => {
      return (await readMetaTypes(store, owner, { ...call, ...ignoring(wait) })).types;
    });
  }

  listFaces(gallery: string, options: ListOptions): Promise<FacePage> {
    return this.#run("list faces", options, (owner, _, call) =>
      this.#parts.search.list(owner, checkGalleryName(gallery), options, { ...call, ...ignoring(options) }),
    );
  }

  addFaces(gallery: string, faces: readonly NewFace[], wait: WaitOptions = {}): Promise<AddOutcome[]> {
    const { sources, detections } = this.#parts;
    return this.#run("add faces", wait, async (owner, store, call) => {
      await store.readGallery(owner, checkGalleryName(gallery), call);
      const probes = await Promise.all(faces.map(({ source }) => sources.resolve(owner, source, call)));
      await declareMeta(
        store,
        owner,
        faces.map(({ meta = {} }) => meta),
        call,
      );
      const whole = faces.map(({ id, meta = {}, person }, i): GalleryFace => {
        const { detectionId: _, ...probe } = probes[i]!;
        return { ...probe, id, meta, ...(person !== undefined && { person }) };
      });
      for (const [i, { id }] of faces.entries()) {
        const { detectionId } = probes[i]!;
        if (detectionId === undefined) continue;
        await detections.noteUses(owner, detectionId, [useOf(gallery), useOf(gallery, id)]);
      }
      return store.addFaces(owner, gallery, whole, call);
    });
  }

  getFace(gallery: string, id: Uint64, wait: WaitOptions = {}): Promise<GalleryFace> {
    return this.#run("read a face", wait, (owner, _, call) => this.#face(owner, gallery, id, call));
  }

  updateFace(
    gallery: string,
    id: Uint64,
    { meta }: FaceUpdate,
    wait: WaitOptions = {},
  ): Promise<GalleryFace> {
    return this.#run("update a face", wait, async (owner, store, call) => {
      await this.#face(owner, gallery, id, call);
      await declareMeta(store, owner, [meta], call);
      await store.updateFace(owner, gallery, id, { meta }, call);
      return this.#face(owner, gallery, id, call);
    });
  }

  deleteFace(gallery: string, id: Uint64, wait: WaitOptions = {}): Promise<void> {
    return this.#run("delete a face", wait, async (owner, store, call) => {
      const { faces, detections } = this.#parts;
      const { rows } = await store.readFaces(owner, checkGalleryName(gallery), [id], call);
      // Even where the face is gone: a process that ended too early may have left its document.
      await faces.leaveGallery(owner, id, gallery);
      if (rows.length === 0) throw faceNotFound(gallery, id);
      await store.removeFaces(owner, gallery, [id], call);
      await detections.forgetUses(owner, [useOf(gallery, id)]);
    });
  }

  identify(
    gallery: string,
    faces: readonly FaceSource[],
    options: IdentifyOptions,
  ): Promise<Identification[]> {
    return this.#run("identify faces", options, (owner, _, call) => {
      const read = { ...call, ...ignoring(options) };
      return this.#parts.search.identify(owner, checkGalleryName(gallery), faces, options, read);
    });
  }

  detect(request: DetectRequest): Promise<DetectResponse> {
    return this.#run("detect faces", request, async (owner, _, call) => {
      const { finder, detections } = this.#parts;
      if (!finder)
        throw new FacepipeError("NOT_IMPLEMENTED", "Cannot detect faces: this client has no models");
      checkPhoto(request);
      const { faces, orientation, photoHash } = await finder.find({ ...request, ...call });
      const id = await detections.keep(owner, faces);
      const kept = faces.map(({ embedding, ...face }, index) => ({
        ...face,
        ...(embedding && request.returnFacen ? { embedding } : {}),
        detection: { id, index },
      }));
      return { id, faces: kept, orientation, photoHash };
    });
  }

  async close(): Promise<void> {
    await this.#parts.finder?.close();
    await this.#parts.store.close();
  }

  async #face(owner: string, gallery: string, id: Uint64, read: ReadOptions): Promise<GalleryFace> {
    const { rows } = await this.#parts.store.readFaces(owner, checkGalleryName(gallery), [id], read);
    const [face] = rows;
    if (!face) throw faceNotFound(gallery, id);
    return face;
  }

  /** Runs a call for the user, as long as it is active and there is time. */
  #run<T>(
    what: string,
    wait: WaitOptions,
    call: (owner: string, store: GalleryStore, call: { signal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    return within(wait, what, async (options) => {
      const { _id: owner } = await this.#parts.users.require(this.#user);
      return call(owner, this.#parts.store, options);
    });
  }
}

function ignoring({ ignoreErrors }: { readonly ignoreErrors?: boolean }): { ignoreErrors?: boolean } {
  return ignoreErrors === undefined ? {} : { ignoreErrors };
}
