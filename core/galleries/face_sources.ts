/**
 * Finds the vector behind whatever a face can be added from or searched by.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { FaceSource } from "./client_backend.ts";
import { type DetectionCache, unclear } from "./detection_cache.ts";
import { isPlainObject } from "./document_values.ts";
import { type Probe, probeOf } from "./face_vector.ts";
import type { FaceId, SimilarityFilter } from "./filters.ts";
import { formatId, parseId } from "./ids.ts";
import type { GalleryStore, ReadOptions } from "./store.ts";

/** Finds the vectors of sources. */
export class FaceSources {
  readonly #store: GalleryStore;
  readonly #detections: DetectionCache;

  constructor(store: GalleryStore, detections: DetectionCache) {
    this.#store = store;
    this.#detections = detections;
  }

  /**
   * The face behind a source.
   *
   * @throws FacepipeError SOURCE_GALLERY_NOT_FOUND, SOURCE_NOT_FOUND for a face of a gallery that is not
   * there; CACHE_ERROR for a detection that is gone; BAD_PARAM for anything that is no source.
   */
  async resolve(owner: string, source: FaceSource, read?: ReadOptions): Promise<Probe> {
    if (typeof source === "string") return this.#detected(owner, { id: source });
    if (!isPlainObject(source)) throw sourceError();
    const given = source as Record<string, unknown>;
    if (Array.isArray(given.faces)) return this.#one(owner, onlyFace(given.faces), read);
    return this.#one(owner, given, read);
  }

  /** The face behind what is no detection of several. */
  async #one(owner: string, given: Record<string, unknown>, read?: ReadOptions): Promise<Probe> {
    const { detection } = given;
    if (given.embedding !== undefined)
      return {
        ...probeOf(given),
        ...(isPlainObject(detection) ? { detectionId: String(detection.id) } : {}),
      };
    if (isPlainObject(detection)) return this.#detected(owner, detection);
    if (given.gallery !== undefined && given.face !== undefined)
      return this.#inGallery(owner, given as unknown as FaceId, read);
    if (typeof given.id === "string") return this.#detected(owner, given);
    // Says what is missing: it is a face, but without a vector.
    if (given.kind === "face") return probeOf(given);
    throw sourceError();
  }

  /** The face that a filter compares with. */
  filtered(owner: string, filter: SimilarityFilter, read?: ReadOptions): Promise<Probe> {
    if (filter.filter === "face") return this.resolve(owner, filter.face, read);
    return this.#detected(owner, { id: filter.detection, index: filter.index });
  }

  async #detected(owner: string, { id, index }: Record<string, unknown>): Promise<Probe> {
    const ref = { id: id as string, ...(index === undefined ? {} : { index: index as number }) };
    return { ...probeOf(await this.#detections.face(owner, ref)), detectionId: ref.id };
  }

  async #inGallery(owner: string, { gallery, face }: FaceId, read?: ReadOptions): Promise<Probe> {
    const id = parseId(face, "face");
    try {
      const { rows } = await this.#store.readFaces(owner, gallery, [id], read);
      const [found] = rows;
      if (found) return probeOf(found);
    } catch (error) {
      if (!(error instanceof FacepipeError) || error.code !== "GALLERY_NOT_FOUND") throw error;
      const message = `Cannot read face ${formatId(id)}: there is no gallery ${gallery}`;
      throw new FacepipeError("SOURCE_GALLERY_NOT_FOUND", message, { param: "gallery", value: gallery });
    }
    const message = `Cannot read face ${formatId(id)}: it is not in gallery ${gallery}`;
    throw new FacepipeError("SOURCE_NOT_FOUND", message, { param: "face", value: formatId(id) });
  }
}

function onlyFace(faces: readonly unknown[]): Record<string, unknown> {
  const [face] = faces;
  if (faces.length !== 1) throw unclear(faces.length);
  // Any deeper could go on for ever.
  if (!isPlainObject(face)) throw sourceError();
  return face as Record<string, unknown>;
}

function sourceError(): FacepipeError {
  return new FacepipeError(
    "BAD_PARAM",
    "Cannot use the face: expected a detection or its id, a face with a vector, or a face of a gallery",
    { param: "source" },
  );
}
