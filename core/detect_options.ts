/**
 * What detection is given.
 * @module
 */
import type { FaceEmbedder, FaceModel, Feature, FeatureModel, PhotoReader } from "./analysis.ts";
import type { FaceCache } from "./face_cache.ts";
import type { FaceFilters } from "./select_faces.ts";

/** What `detectFaces` works with. */
export interface DetectOptions {
  readonly reader: PhotoReader;
  readonly detector: FaceModel;
  /** Without it faces get no embedding. */
  readonly embedder?: FaceEmbedder;
  readonly features?: { readonly model: FeatureModel; readonly wanted: readonly Feature[] };
  readonly filters: FaceFilters;
  /** Keep faces that a filter rejects, marked with its name. */
  readonly keepFiltered?: boolean;
  /** Look at the photo in four orientations. */
  readonly autorotate?: boolean;
  /** The photos are aligned faces already: each is one face. */
  readonly normalized?: boolean;
  /** Put the aligned face into each record as a PNG. */
  readonly crops?: boolean;
  /** Faces found before, under the very settings of this run; a photo that it knows is not analysed. */
  readonly cache?: FaceCache | undefined;
  /** How many photos may be in work at once, at least 1. */
  readonly window: number;
  /** Told after each photo how many faces it gave. */
  readonly onPhoto?: (faces: number) => void;
}
