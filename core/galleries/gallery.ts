/**
 * A gallery of the library.
 * @module
 */
import type {
  ClientBackend,
  FacePage,
  FaceSource,
  FaceUpdate,
  Identification,
  IdentifyOptions,
  ListOptions,
  NewFace,
  WaitOptions,
} from "./client_backend.ts";
import { faceExists } from "./errors.ts";
import type { IdInput } from "./filters.ts";
import { parseId, type Uint64 } from "./ids.ts";
import type { FaceMeta } from "./meta.ts";
import type { AddOutcome, GalleryFace } from "./store.ts";

/** How often an id that turns out to be taken is made anew. */
const REGENERATE_ATTEMPTS = 3;

/** An id, or what makes one. */
export type NewId = IdInput | (() => IdInput | Promise<IdInput>);

/** How `Gallery.add` adds. */
export interface AddOptions extends WaitOptions {
  readonly meta?: FaceMeta;
  /** How often to make another id where one is taken; only where `newId` is a function. Default: 3. */
  readonly regenerateAttempts?: number;
}

/** A gallery, which need not exist yet: only its name is fixed. */
export class Gallery {
  readonly name: string;
  readonly #backend: ClientBackend;

  constructor(backend: ClientBackend, name: string) {
    this.#backend = backend;
    this.name = name;
  }

  /** @throws FacepipeError CONFLICT where it exists, BAD_PARAM for a name that galleries cannot have. */
  create(wait: WaitOptions = {}): Promise<void> {
    return this.#backend.createGallery(this.name, wait);
  }

  /** Removes the gallery and all that is in it. @throws FacepipeError GALLERY_NOT_FOUND. */
  drop(wait: WaitOptions = {}): Promise<void> {
    return this.#backend.dropGallery(this.name, wait);
  }

  /**
   * A page of faces that pass all filters.
   *
   * @throws FacepipeError GALLERY_NOT_FOUND; BAD_PARAM for a filter, sort, limit or page that is
   * wrong; CACHE_ERROR for a detection that is gone; SOURCE_NOT_FOUND and SOURCE_GALLERY_NOT_FOUND for
   * a face to compare with; STORAGE_ERROR.
   */
  list(options: ListOptions = {}): Promise<FacePage> {
    return this.#backend.listFaces(this.name, options);
  }

  /**
   * Adds a face.
   *
   * @param newId Its id, or a function that makes one, asked again while ids are taken.
   * @returns The face as it was added.
   * @throws FacepipeError CONFLICT where the id is taken; as {@linkcode Gallery.list} besides.
   */
  async add(newId: NewId, source: FaceSource, options: AddOptions = {}): Promise<GalleryFace> {
    const { meta, regenerateAttempts = REGENERATE_ATTEMPTS, ...wait } = options;
    const attempts = typeof newId === "function" ? regenerateAttempts : 0;
    for (let attempt = 0; ; attempt++) {
      const id = parseId(typeof newId === "function" ? await newId() : newId);
      const face: NewFace = { id, source, ...(meta && { meta }) };
      const [outcome] = await this.#backend.addFaces(this.name, [face], wait);
      if (outcome === "added") return this.#backend.getFace(this.name, id, wait);
      if (attempt >= attempts) throw faceExists(this.name, id);
    }
  }

  /** Adds many faces at once, which costs far less than one by one; an outcome for each, in their order. */
  addAll(faces: readonly NewFace[], wait: WaitOptions = {}): Promise<AddOutcome[]> {
    return this.#backend.addFaces(this.name, faces, wait);
  }

  /** A face with its vector. @throws FacepipeError GALLERY_NOT_FOUND, NOT_FOUND. */
  async get(id: IdInput, wait: WaitOptions = {}): Promise<GalleryFace> {
    return this.#backend.getFace(this.name, parseId(id), wait);
  }

  /** Changes a face; gives back what it became. @throws FacepipeError GALLERY_NOT_FOUND, NOT_FOUND, BAD_PARAM. */
  async update(id: IdInput, update: FaceUpdate, wait: WaitOptions = {}): Promise<GalleryFace> {
    return this.#backend.updateFace(this.name, parseId(id), update, wait);
  }

  /** Removes a face with its vector and crop. @throws FacepipeError GALLERY_NOT_FOUND, NOT_FOUND. */
  async delete(id: IdInput, wait: WaitOptions = {}): Promise<void> {
    return this.#backend.deleteFace(this.name, parseId(id), wait);
  }

  /** The most similar faces of each given one, by falling confidence: many searches for little more than the price of one. */
  identify(faces: readonly FaceSource[], options: IdentifyOptions = {}): Promise<Identification[]> {
    return this.#backend.identify(this.name, faces, options);
  }
}

/** A random id: 63 random bits, so that clashes are rare and other programs read it as a signed integer too. */
export function randomId(): Uint64 {
  return crypto.getRandomValues(new BigUint64Array(1))[0]! >> 1n;
}
