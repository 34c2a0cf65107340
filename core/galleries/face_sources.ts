/**
 * Finds the vector behind whatever a face can be added from or searched by.
 * @module
 */
import { FacepipeError } from "../errors.ts";
import type { FaceSource } from "./client_backend.ts";
import type { DetectionCache } from "./detection_cache.ts";
import { type Probe, probeOf } from "./face_vector.ts";
import type { DetectionRef, FaceId, SimilarityFilter } from "./filters.ts";
import { formatId, parseId } from "./ids.ts";
import { refOf, sourceKind } from "./source_kinds.ts";
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
    const kind = sourceKind(source);
    if ("probe" in kind) return kind.probe;
    if ("detection" in kind) return this.#detected(owner, kind.detection);
    return this.#inGallery(owner, kind.inGallery, read);
  }

  /** The face that a filter compares with. */
  filtered(owner: string, filter: SimilarityFilter, read?: ReadOptions): Promise<Probe> {
    if (filter.filter === "face") return this.resolve(owner, filter.face, read);
    return this.#detected(owner, refOf({ ...filter, id: filter.detection }));
  }

  async #detected(owner: string, ref: DetectionRef): Promise<Probe> {
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
