/**
 * Networks in worker threads, behind the interfaces that the stages ask for.
 * @module
 */
import {
  type AlignedFace,
  EXIT,
  type FaceEmbedder,
  type FaceModel,
  FacepipeError,
  type Feature,
  type FeatureModel,
  modelError,
} from "../core/mod.ts";
import { type Device, devicesFor, type GpuRequest } from "./device.ts";
import { type Job, type JobResults, ROLE_FEATURES, type WorkerSetup } from "./inference.ts";
import type { OpenedPack } from "./open_pack.ts";
import type { Family, LoadedNetwork, NetworkSpec, Role } from "./pack.ts";
import { shareBytes, shareImage } from "./shared_pixels.ts";
import { WorkerPool } from "./worker_pool.ts";

/** What {@linkcode openAnalyzer} opens. */
export interface AnalyzerOptions {
  /** Pack of the detector and its landmarks; none are found without. */
  readonly detector?: OpenedPack;
  /** Pack of the embedder. */
  readonly embedder?: OpenedPack;
  /** Pack of the estimates, and which of them are wanted. */
  readonly features?: { readonly pack: OpenedPack; readonly wanted: readonly Feature[] };
  /** Number of threads on the CPU, at least 1. One thread serves a GPU. */
  readonly workers: number;
  /** Run the networks on a GPU. Default: on the CPU. */
  readonly gpu?: GpuRequest | undefined;
  /** Photos are shrunk to fit this for detection. */
  readonly detSize?: readonly [width: number, height: number];
  /** Least score of a face, 0 to 1; default: the detector's own. */
  readonly minScore?: number;
}

/** Networks that are ready. */
export interface Analyzer {
  readonly detector?: FaceModel;
  readonly embedder?: FaceEmbedder;
  readonly features?: FeatureModel;
  /** The networks that run, by what they do. */
  readonly networks: Readonly<Partial<Record<Role, NetworkSpec>>>;
  /** The GPU that the networks run on; absent where it is the CPU. */
  readonly device?: Device;
  /** Why each GPU that was tried before is not used. */
  readonly passedOver: readonly string[];
  /** Stops the threads. May be called again. */
  close(): Promise<void>;
}

/** Detectors that report boxes only. */
const WITHOUT_LANDMARKS: readonly Family[] = ["rfb320"];

/** The module that threads run: compiled beside this one, or as source where Node strips types. */
const WORKER = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/** Default of `detSize`. */
export const DEFAULT_DET_SIZE: readonly [width: number, height: number] = [640, 640];

/**
 * Loads networks of packs and runs them in worker threads, each on one core, or on a GPU. Results
 * do not depend on the number of threads.
 *
 * @throws FacepipeError (exit 5) where a pack has no network for what is asked of it, where a
 * model is not what its pack says, or where no GPU that is asked for can run all the networks.
 */
export async function openAnalyzer(options: AnalyzerOptions): Promise<Analyzer> {
  const { detector, embedder, features, detSize = DEFAULT_DET_SIZE } = options;
  const networks = new Map<Role, LoadedNetwork>();
  if (detector) await loadDetector(detector, networks);
  if (embedder) networks.set("embedder", await required(embedder, "embedder"));
  if (features) await loadFeatures(features.pack, features.wanted, networks);
  const { pool, device, passedOver } = await startAnywhere(networks, options);
  const run: Run = (job) => pool.run(job) as Promise<never>;
  const id = (pack: OpenedPack, role: Role) =>
    `${pack.pack.name}@${networks.get(role)!.spec.sha256.slice(0, 12)}`;
  return {
    ...(detector && { detector: detectorOf(id(detector, "detector"), detSize, run) }),
    ...(embedder && { embedder: embedderOf(id(embedder, "embedder"), run) }),
    ...(features && { features: featuresOf(run) }),
    networks: Object.fromEntries([...networks].map(([role, { spec }]) => [role, spec])),
    ...(device && { device }),
    passedOver,
    close: () => pool.close(),
  };
}

type Run = <J extends Job>(job: J) => Promise<JobResults[J["op"]]>;

function detectorOf(id: string, inputSize: FaceModel["inputSize"] & {}, run: Run): FaceModel {
  return { id, inputSize, get: async (image) => run({ op: "detect", image: shareImage(image) }) };
}

/** Faces of a photo that one thread embeds: few enough to spread over the threads, many enough to be worth a message. */
const FACES_A_JOB = 4;

function embedderOf(id: string, run: Run): FaceEmbedder {
  const embed = async (faces: readonly AlignedFace[]) =>
    run({ op: "embed", images: faces.map(({ image }) => shareImage(image)) });
  return {
    id,
    async embed(faces) {
      const jobs: Promise<Float32Array[]>[] = [];
      for (let at = 0; at < faces.length; at += FACES_A_JOB)
        jobs.push(embed(faces.slice(at, at + FACES_A_JOB)));
      return (await Promise.all(jobs)).flat();
    },
  };
}

function featuresOf(run: Run): FeatureModel {
  return {
    estimate: async (image, boxes, features) =>
      run({ op: "estimate", image: shareImage(image), boxes, features }),
  };
}

type Started = { readonly pool: WorkerPool; readonly device?: Device; readonly passedOver: string[] };

/** Threads for these networks: on the first GPU that runs them, where one is asked for, or on the CPU. */
async function startAnywhere(
  networks: ReadonlyMap<Role, LoadedNetwork>,
  options: AnalyzerOptions,
): Promise<Started> {
  const { gpu } = options;
  const passedOver: string[] = [];
  for (const device of gpu && networks.size > 0 ? devicesFor(gpu) : []) {
    try {
      return { pool: await startPool(networks, options, device), device, passedOver };
    } catch (error) {
      if (!(error instanceof FacepipeError) || error.exit !== EXIT.modelUnavailable) throw error;
      passedOver.push(error.message);
    }
  }
  if (gpu && !gpu.optional && networks.size > 0)
    throw modelError(
      `Cannot use a GPU: ${passedOver.join("; ")}; facepipe doctor says how to get one to run`,
    );
  return { pool: await startPool(networks, options), passedOver };
}

/** Batches that are in the making while one runs. */
const BATCHES_AHEAD = 4;

/** Threads for these networks; one of them opens all, so that a wrong model is found before the first photo is read. */
async function startPool(
  networks: ReadonlyMap<Role, LoadedNetwork>,
  { workers, minScore, gpu }: AnalyzerOptions,
  device?: Device,
): Promise<WorkerPool> {
  const shared = [...networks].map(
    ([role, { spec, bytes }]) => [role, { spec, bytes: shareBytes(bytes) }] as const,
  );
  const refuseSoftware = gpu?.provider === "auto";
  const workerData: WorkerSetup = { networks: shared, minScore, device, refuseSoftware };
  const pool = new WorkerPool({
    entry: WORKER,
    workerData,
    size: device ? 1 : workers,
    tasksPerThread: device ? BATCHES_AHEAD * device.batchSize : 1,
    purpose: "analyse a picture",
  });
  try {
    await pool.run({ op: "open" } satisfies Job);
  } catch (error) {
    await pool.close();
    throw error;
  }
  return pool;
}

async function loadDetector(pack: OpenedPack, networks: Map<Role, LoadedNetwork>): Promise<void> {
  networks.set("detector", await required(pack, "detector"));
  const landmarks = await pack.load("landmarks");
  if (landmarks) networks.set("landmarks", landmarks);
  if (landmarks || !WITHOUT_LANDMARKS.includes(networks.get("detector")!.spec.family)) return;
  throw modelError(`Cannot use model pack ${pack.pack.name}: its detector needs a network of landmarks`);
}

async function required(pack: OpenedPack, role: Role): Promise<LoadedNetwork> {
  const network = await pack.load(role);
  if (network) return network;
  throw modelError(`Cannot use model pack ${pack.pack.name}: it has no ${role}`);
}

async function loadFeatures(
  pack: OpenedPack,
  wanted: readonly Feature[],
  networks: Map<Role, LoadedNetwork>,
): Promise<void> {
  const covered = new Set<Feature>();
  for (const role of ["age", "gender", "emotions", "genderage"] as const) {
    if (!ROLE_FEATURES[role].some((feature) => wanted.includes(feature))) continue;
    const network = await pack.load(role);
    if (!network) continue;
    networks.set(role, network);
    for (const feature of ROLE_FEATURES[role]) covered.add(feature);
  }
  const missing = wanted.filter((feature) => !covered.has(feature));
  if (missing.length === 0) return;
  throw modelError(`Cannot use model pack ${pack.pack.name}: it has no network for ${missing.join(", ")}`);
}
