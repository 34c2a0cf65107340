/**
 * The library's way to galleries: one interface over a store in this process or a server.
 * @module
 */
import type { ClientBackend, GalleryList, PartialOptions } from "./client_backend.ts";
import type { DetectRequest, DetectResponse } from "./detection.ts";
import { Gallery } from "./gallery.ts";
import type { MetaTypes } from "./meta.ts";

/** Galleries of one user. */
export class Client {
  readonly #backend: ClientBackend;

  constructor(backend: ClientBackend) {
    this.#backend = backend;
  }

  /** A gallery by name. It need not exist yet, and nothing is asked before one of its methods is called. */
  gallery(name: string): Gallery {
    return new Gallery(this.#backend, name);
  }

  /** All galleries, by name. */
  listGalleries(options: PartialOptions = {}): Promise<GalleryList> {
    return this.#backend.listGalleries(options);
  }

  /**
   * The types that metadata keys have: that of the first value that was ever stored under each. None
   * where errors are ignored and the shard that knows them is out of service.
   */
  metaTypes(options: PartialOptions = {}): Promise<MetaTypes> {
    return this.#backend.metaTypes(options);
  }

  /**
   * Finds the faces of a photo and keeps them for a while, so that they can be added to galleries
   * and searched by the detection's id.
   *
   * @throws FacepipeError BAD_PARAM, SOURCE_NOT_FOUND, EXTRACTION_ERROR, OVER_CAPACITY.
   */
  detect(request: DetectRequest): Promise<DetectResponse> {
    return this.#backend.detect(request);
  }

  /** Lets go of files, connections and networks. May be called again. */
  close(): Promise<void> {
    return this.#backend.close();
  }
}
