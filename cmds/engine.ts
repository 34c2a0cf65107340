/**
 * From the names of model packs to a photo reader and running networks: what `detect`, `embed`,
 * `organize`, `eval` and the library share.
 * @module
 */
import { availableParallelism } from "node:os";
import type { FaceEmbedder, FaceModel, Feature, FeatureModel, PhotoReader } from "../core/mod.ts";
import { usageError } from "../core/mod.ts";
import type { Context } from "./command.ts";

/** What {@linkcode openEngine} opens. */
export interface EngineOptions {
  /** Pack of the embedder, the features and, unless `detector` says otherwise, the detector. */
  readonly model?: string | undefined;
  /** Pack of the detector. */
  readonly detector?: string | undefined;
  readonly workers?: number | undefined;
  readonly maxPixels?: number | undefined;
  readonly modelsDir?: string | undefined;
  readonly offline?: boolean;
  readonly acceptLicense?: boolean;
  /** Width and height that photos are shrunk to for detection. */
  readonly detSize?: readonly [width: number, height: number];
  /** Faces below this confidence are not wanted; detectors have a floor of their own. */
  readonly minConfidence?: number;
  /** False where no faces are to be found. */
  readonly detect?: boolean;
  /** False where no embeddings are wanted. */
  readonly embed?: boolean;
  readonly features?: readonly Feature[];
}

/** What is opened, ready for the stages. */
export interface Engine {
  readonly reader: PhotoReader;
  readonly detector: FaceModel;
  readonly embedder?: FaceEmbedder;
  readonly features?: { readonly model: FeatureModel; readonly wanted: readonly Feature[] };
  /** How many photos to have in work at once. */
  readonly window: number;
}

/** What an engine needs from whoever opens it. */
export type EngineContext = Pick<Context, "note" | "onExit">;
