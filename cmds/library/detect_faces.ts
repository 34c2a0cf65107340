/**
 * The organiser's first step: from a folder of photos to crops and a file of embeddings.
 * @module
 */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  asFacepipeError,
  detectFaces as detectStage,
  type FaceEmbedder,
  type FaceModel,
  FacepipeError,
  type FaceRecord,
  newReport,
  reasonOf,
  runStage,
  type StageReport,
  storageError,
} from "../../core/mod.ts";
import { countPhotos, scanPhotos, writeRecords } from "../../formats/mod.ts";
import { type Engine, openEngine } from "../engine.ts";
import {
  completeConfig,
  type EmbeddingModelProvider,
  type FaceModelProvider,
  type OrganizeOptions,
} from "./config.ts";

/** What {@linkcode detectFaces} made. */
export interface DetectionResult {
  /** Arrow IPC stream of photo and face records, readable by every command. */
  readonly embeddingsFile: string;
  /** Folder of the aligned faces, `<face id>.png`. */
  readonly cropsFolder: string;
  readonly photoCount: number;
  readonly faceCount: number;
  /** Photos that could not be read. */
  readonly failureCount: number;
  /** What the networks ran on: `cpu`, or the provider of a GPU, such as `cuda`. */
  readonly device: Engine["device"];
}

/**
 * Finds and embeds the faces of all photos below a folder, and writes crops and an Arrow file of
 * embeddings. Both are biometric data: files are readable by their owner alone.
 *
 * @param inputFolder Searched with its subfolders; never changed.
 * @param workFolder Made where it does not exist.
 * @throws FacepipeError where the folder, the models or the disk fail.
 */
export async function detectFaces(
  inputFolder: string,
  workFolder: string,
  options: Omit<OrganizeOptions, "workFolder" | "groupingModel"> = {},
): Promise<DetectionResult> {
  const embeddingsFile = join(workFolder, "embeddings.arrow");
  const report = newReport("source");
  const closers: (() => void | Promise<void>)[] = [];
  let cropsFolder: string | undefined;
  let device: Engine["device"];
  try {
    await checkFolder(inputFolder);
    const opened = await openDetection(inputFolder, options, (close) => void closers.push(close));
    device = opened.device;
    cropsFolder = await makeWorkFolder(workFolder);
    const records = runStage("detect", opened.stage, scanPhotos([inputFolder]), report);
    await writePrivately(embeddingsFile, writeRecords(withoutCrops(records, cropsFolder, report), "arrow"));
  } catch (error) {
    if (cropsFolder) await rm(cropsFolder, { recursive: true, force: true });
    throw asFacepipeError(error);
  } finally {
    for (const close of closers.reverse()) await close();
  }
  const { photos, faces, errors } = report;
  return { embeddingsFile, cropsFolder, photoCount: photos, faceCount: faces, failureCount: errors, device };
}

/** Makes the work folder, private, and in it a new folder for the crops, so that removing them removes nothing else. */
async function makeWorkFolder(workFolder: string): Promise<string> {
  try {
    await mkdir(dirname(workFolder), { recursive: true });
    await mkdir(workFolder, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(workFolder, "crops-"));
  } catch (error) {
    throw storageError(`Cannot make the work folder ${workFolder}: ${reasonOf(error)}`, error);
  }
}

async function checkFolder(path: string): Promise<void> {
  try {
    await readdir(path);
  } catch (error) {
    throw new FacepipeError("SOURCE_NOT_FOUND", `Cannot list ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

async function openDetection(
  inputFolder: string,
  options: OrganizeOptions,
  onExit: (close: () => void | Promise<void>) => void,
) {
  const config = completeConfig(options.config);
  const engine = await openEngine(
    {
      model: config.modelName,
      ...(config.preferGpu ? { gpu: "auto", gpuOptional: true, batchSize: config.batchSize } : {}),
      workers: config.maxWorkers,
      detSize: config.detSize,
      minConfidence: config.minConfidence,
      detect: options.faceModel === undefined,
      embed: options.embeddingModel === undefined,
    },
    { note: () => {}, onExit },
  );
  const total = options.progressCallback ? await countPhotos([inputFolder]) : 0;
  let done = 0;
  const stage = detectStage({
    ...engine,
    detector: options.faceModel ? asDetector(options.faceModel) : engine.detector!,
    ...(options.embeddingModel ? { embedder: asEmbedder(options.embeddingModel) } : {}),
    window: engine.device === "cpu" ? config.batchSize : engine.window,
    crops: true,
    filters: {
      minFaceSize: config.minFaceSize,
      minConfidence: config.minConfidence,
      minFaceRatio: config.minFaceRatio,
      foregroundRatio: config.foregroundRatioThreshold,
      blurThreshold: config.blurThreshold,
    },
    onPhoto: () => options.progressCallback?.(++done, total, "Looking for faces"),
  });
  return { stage, device: engine.device };
}

function asDetector(model: FaceModelProvider): FaceModel {
  return {
    id: model.id ?? "custom",
    ...(model.inputSize ? { inputSize: model.inputSize } : {}),
    get: async (image) => model.get(image),
  };
}

function asEmbedder(model: EmbeddingModelProvider): FaceEmbedder {
  return {
    id: model.id ?? "custom",
    embed: (faces) =>
      Promise.all(faces.map(async ({ image, face }) => Float32Array.from(await model.embed(image, face)))),
  };
}

/** Moves crops from the records into files, so that the embeddings file stays small. */
async function* withoutCrops(
  records: AsyncIterable<FaceRecord>,
  folder: string,
  report: StageReport,
): AsyncIterable<FaceRecord> {
  for await (const record of records) {
    // Half a file must not take the place of a whole one.
    if (report.fatal) throw report.fatal;
    if (record.kind !== "face" || !record.crop) {
      yield record;
      continue;
    }
    const { crop, ...face } = record;
    await writeFile(join(folder, `${face.faceId}.png`), crop, { mode: 0o600 });
    yield face;
  }
}

async function writePrivately(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, chunks, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof FacepipeError) throw error;
    throw storageError(`Cannot write ${path}: ${reasonOf(error)}`, error);
  }
}
