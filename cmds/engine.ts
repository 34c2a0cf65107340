/**
 * From the names of model packs to a photo reader and running networks: what `detect`, `embed`,
 * `organize`, `eval` and the library share.
 * @module
 */
import { availableParallelism } from "node:os";
import {
  counted,
  type FaceEmbedder,
  type FaceModel,
  type Feature,
  type FeatureModel,
  type PhotoReader,
  usageError,
} from "../core/mod.ts";
import type { Analyzer, Device, GpuProvider, GpuRequest } from "../models/mod.ts";
import type { Context } from "./command.ts";
import { showFetch } from "./models/show_fetch.ts";

/** Photos in work for each thread, so that none waits for its next while others are decoded, cut out or written. */
const PHOTOS_A_THREAD = 2;

/** Photos that are read and decoded besides. */
const PREFETCH = 2;

/** Batches of a GPU that photos are read ahead for. */
const BATCHES = 2;

/** Pictures that a GPU is given at a time. */
const DEFAULT_BATCH_SIZE = 8;

/** What {@linkcode openEngine} opens. */
export interface EngineOptions {
  /** Pack of the embedder, the features and, unless `detector` says otherwise, the detector. */
  readonly model?: string | undefined;
  /** Pack of the detector. */
  readonly detector?: string | undefined;
  readonly workers?: number | undefined;
  /** Run on a GPU. */
  readonly gpu?: GpuProvider | "auto" | undefined;
  readonly gpuDevice?: number | undefined;
  /** Run on the CPU where no GPU can be used. */
  readonly gpuOptional?: boolean;
  /** Pictures that a GPU is given at a time. */
  readonly batchSize?: number;
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
  /** What the networks run on: `cpu`, or the provider of a GPU. */
  readonly device: "cpu" | GpuProvider;
  /** All that the results depend on besides photo and options: networks and device, as plain data. */
  readonly identity: unknown;
  /** How many photos to have in work at once. */
  readonly window: number;
}

/** What an engine needs from whoever opens it. */
export type EngineContext = Pick<Context, "note" | "onExit"> & Partial<Pick<Context, "detail" | "progress">>;

/**
 * Loads packs and starts networks.
 *
 * @throws FacepipeError (exit 5) where a model is missing, damaged or under a licence that was
 * not accepted.
 */
export async function openEngine(options: EngineOptions, context: EngineContext): Promise<Engine> {
  const { model = "default", detect = true, embed = true, features = [], minConfidence } = options;
  const [{ openPhotoReader }, { deviceName, openAnalyzer, openPack }] = await Promise.all([
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
  const gpu = gpuRequest(options);
  const opening = openAnalyzer({
    workers,
    gpu,
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
  if (gpu) tellDevice(analyzer, deviceName, context.note);
  const names = [analyzer.detector?.id, analyzer.embedder?.id].filter((id) => id !== undefined);
  const place = analyzer.device ? deviceName(analyzer.device) : counted(workers, "thread");
  context.detail?.(`${[...new Set(names)].join(", ")} on ${place}`);
  return {
    reader: await openPhotoReader(options.maxPixels),
    ...(analyzer.detector ? { detector: analyzer.detector } : {}),
    ...(analyzer.embedder ? { embedder: analyzer.embedder } : {}),
    ...(analyzer.features ? { features: { model: analyzer.features, wanted: features } } : {}),
    device: analyzer.device?.provider ?? "cpu",
    identity: [analyzer.networks, analyzer.device ?? "cpu"],
    window: (analyzer.device ? BATCHES * analyzer.device.batchSize : PHOTOS_A_THREAD * workers) + PREFETCH,
  };
}

/** What `--gpu` and its companions ask for. */
function gpuRequest({ gpu, gpuDevice, batchSize, gpuOptional }: EngineOptions): GpuRequest | undefined {
  if (gpu === undefined) {
    if (gpuDevice !== undefined) throw usageError("--gpu-device", gpuDevice, "it needs --gpu");
    return undefined;
  }
  const optional = gpuOptional ?? false;
  return { provider: gpu, index: gpuDevice, batchSize: batchSize ?? DEFAULT_BATCH_SIZE, optional };
}

/** Says what runs, where people may expect something else. */
function tellDevice(
  { device, passedOver }: Analyzer,
  deviceName: (device: Device) => string,
  note: (message: string) => void,
): void {
  for (const reason of passedOver) note(reason);
  if (device) note(`Networks run on ${deviceName(device)}, up to ${device.batchSize} pictures at a time`);
}
