/**
 * From the names of model packs to a photo reader and running networks: what `detect`, `embed`,
 * `organize`, `eval` and the library share.
 * @module
 */
import { availableParallelism } from "node:os";
import type { FaceEmbedder, FaceModel, Feature, FeatureModel, PhotoReader } from "../core/mod.ts";
import type { Context } from "./command.ts";
import { showFetch } from "./models/show_fetch.ts";

/** Photos that are read and decoded while the workers are busy with others. */
const PREFETCH = 2;

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
  /** Lowers the floor of the detector, where it is below it. */
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
  readonly detector?: FaceModel;
  readonly embedder?: FaceEmbedder;
  readonly features?: { readonly model: FeatureModel; readonly wanted: readonly Feature[] };
  /** How many photos to have in work at once. */
  readonly window: number;
}

/** What an engine needs from whoever opens it. */
export type EngineContext = Pick<Context, "note" | "onExit"> & Partial<Pick<Context, "progress">>;

/**
 * Loads packs and starts networks.
 *
 * @throws FacepipeError (exit 5) where a model is missing, damaged or under a licence that was
 * not accepted.
 */
export async function openEngine(options: EngineOptions, context: EngineContext): Promise<Engine> {
  const { model = "default", detect = true, embed = true, features = [], minConfidence } = options;
  const [{ openPhotoReader }, { openAnalyzer, openPack }] = await Promise.all([
    import("../formats/mod.ts"),
    import("../models/mod.ts"),
  ]);
  const open = (name: string) =>
    openPack(name, {
      dir: options.modelsDir,
      offline: options.offline ?? false,
      acceptLicense: options.acceptLicense ?? false,
      fetchIfMissing: options.offline !== true,
      onProgress: showFetch(context),
    });
  const needsModel = embed || features.length > 0 || (detect && options.detector === undefined);
  const pack = needsModel ? await open(model) : undefined;
  const detectorPack =
    options.detector === undefined || options.detector === model ? pack : await open(options.detector);
  const workers = options.workers ?? availableParallelism();
  const opening = openAnalyzer({
    workers,
    ...(detect && detectorPack ? { detector: detectorPack } : {}),
    ...(embed && pack ? { embedder: pack } : {}),
    ...(features.length > 0 && pack ? { features: { pack, wanted: features } } : {}),
    ...(options.detSize ? { detSize: options.detSize } : {}),
    // 0 switches the filter off; it does not ask for everything that might be a face.
    ...(minConfidence ? { minScore: minConfidence } : {}),
  });
  // Registered before it is open: threads run already while the networks are loaded.
  context.onExit(async () => {
    const opened = await opening.catch(() => undefined);
    await opened?.close();
  });
  const analyzer = await opening;
  return {
    reader: await openPhotoReader(options.maxPixels),
    ...(analyzer.detector ? { detector: analyzer.detector } : {}),
    ...(analyzer.embedder ? { embedder: analyzer.embedder } : {}),
    ...(analyzer.features ? { features: { model: analyzer.features, wanted: features } } : {}),
    window: workers + PREFETCH,
  };
}
