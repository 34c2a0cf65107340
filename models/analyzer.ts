/**
 * Networks in worker threads, behind the interfaces that the stages ask for.
 * @module
 */
import {
  type FaceEmbedder,
  type FaceModel,
  type Feature,
  type FeatureModel,
  modelError,
} from "../core/mod.ts";
import { ROLE_FEATURES } from "./inference.ts";
import type { OpenedPack } from "./open_pack.ts";
import type { LoadedNetwork, Role } from "./pack.ts";
import { WorkerPool } from "./worker_pool.ts";

/** What {@linkcode openAnalyzer} opens. */
export interface AnalyzerOptions {
  /** Pack of the detector and its landmarks; none are found without. */
  readonly detector?: OpenedPack;
  /** Pack of the embedder. */
  readonly embedder?: OpenedPack;
  /** Pack of the estimates, and which of them are wanted. */
  readonly features?: { readonly pack: OpenedPack; readonly wanted: readonly Feature[] };
  /** Number of threads, at least 1. */
  readonly workers: number;
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
  /** Stops the threads. May be called again. */
  close(): Promise<void>;
}

/** Default of `detSize`. */
export const DEFAULT_DET_SIZE: readonly [width: number, height: number] = [640, 640];

/**
 * Loads networks of packs and runs them in worker threads, each on one core. Results do not
 * depend on the number of threads.
 *
 * @throws FacepipeError (exit 5) where a pack has no network for what is asked of it.
 */
export async function openAnalyzer(options: AnalyzerOptions): Promise<Analyzer> {
  const { detector, embedder, features, workers, detSize = DEFAULT_DET_SIZE, minScore } = options;
  const networks = new Map<Role, LoadedNetwork>();
  if (detector) await loadDetector(detector, networks);
  if (embedder) networks.set("embedder", await required(embedder, "embedder"));
  if (features) await loadFeatures(features.pack, features.wanted, networks);
  const pool = new WorkerPool({ networks: [...networks], minScore }, workers);
  const id = (pack: OpenedPack, role: Role) =>
    `${pack.pack.name}@${networks.get(role)!.spec.sha256.slice(0, 12)}`;
  return {
    ...(detector && {
      detector: {
        id: id(detector, "detector"),
        inputSize: detSize,
        get: (image) => pool.run({ op: "detect", image }),
      },
    }),
    ...(embedder && {
      embedder: {
        id: id(embedder, "embedder"),
        embed: (faces) => Promise.all(faces.map(({ image }) => pool.run({ op: "embed", image }))),
      },
    }),
    ...(features && {
      features: {
        estimate: (image, boxes, wanted) => pool.run({ op: "estimate", image, boxes, features: wanted }),
      },
    }),
    close: () => pool.close(),
  };
}

async function loadDetector(pack: OpenedPack, networks: Map<Role, LoadedNetwork>): Promise<void> {
  networks.set("detector", await required(pack, "detector"));
  const landmarks = await pack.load("landmarks");
  if (landmarks) networks.set("landmarks", landmarks);
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
