/**
 * What runs inside a worker: the networks of one analysis, each opened when it is first needed.
 * @module
 */
import type { Box, DetectedFace, Feature, Json, RgbImage } from "../core/mod.ts";
import type { Detector, Embedder, Estimator, LandmarkFinder } from "./adapters/adapter.ts";
import type { Device } from "./device.ts";
import type { Family, LoadedNetwork, Role } from "./pack.ts";
import { probeDevice, softwareOnly } from "./probe.ts";
import { mapRuns } from "./runs.ts";

/** What a worker is started with. */
export interface WorkerSetup {
  readonly networks: readonly (readonly [Role, LoadedNetwork])[];
  /** Least score of a face; default: the detector's own. */
  readonly minScore?: number | undefined;
  /** Where they run. Default: the CPU. */
  readonly device?: Device | undefined;
  /** Refuse a device that is slower than the CPU by far. */
  readonly refuseSoftware?: boolean | undefined;
}

/** One piece of work. */
export type Job =
  /** Opens all networks, so that a wrong one is found before there is work for it. */
  | { readonly op: "open" }
  | { readonly op: "detect"; readonly image: RgbImage }
  | { readonly op: "embed"; readonly images: readonly RgbImage[] }
  | {
      readonly op: "estimate";
      readonly image: RgbImage;
      readonly boxes: readonly Box[];
      readonly features: readonly Feature[];
    };

/** What each kind of work gives. */
export interface JobResults {
  open: undefined;
  detect: DetectedFace[];
  embed: Float32Array[];
  estimate: { [key: string]: Json }[];
}

/** The networks of one thread. */
export class Inference {
  readonly #setup: WorkerSetup;
  readonly #opened = new Map<Role, Promise<unknown>>();

  constructor(setup: WorkerSetup) {
    this.#setup = setup;
  }

  /** Does one piece of work. */
  run(job: Job): Promise<JobResults[Job["op"]]> {
    if (job.op === "open") return this.#openAll();
    if (job.op === "detect") return this.#detect(job.image);
    if (job.op === "embed") return this.#embed(job.images);
    return this.#estimate(job.image, job.boxes, job.features);
  }

  async #openAll(): Promise<undefined> {
    const { device, refuseSoftware } = this.#setup;
    if (device) {
      const probe = await probeDevice(device);
      if (refuseSoftware && probe.software) throw softwareOnly(device, probe);
    }
    for (const [role] of this.#setup.networks) await this.#open(role);
  }

  async #detect(image: RgbImage): Promise<DetectedFace[]> {
    const detector = await this.#open<Detector>("detector");
    const faces = (await detector!.detect(image)).filter(({ bbox }) => bbox.every(Number.isFinite));
    const finder = await this.#open<LandmarkFinder>("landmarks");
    if (!finder) return faces;
    return mapRuns(faces, this.#concurrent, async (face) =>
      face.landmarks ? face : { ...face, landmarks: await finder.locate(image, face.bbox) },
    );
  }

  async #embed(images: readonly RgbImage[]): Promise<Float32Array[]> {
    const embedder = await this.#open<Embedder>("embedder");
    return mapRuns(images, this.#concurrent, (image) => embedder!.embed(image));
  }

  async #estimate(image: RgbImage, boxes: readonly Box[], wanted: readonly Feature[]) {
    const estimators: Estimator[] = [];
    for (const role of ["age", "gender", "emotions", "genderage"] as const) {
      if (!ROLE_FEATURES[role].some((feature) => wanted.includes(feature))) continue;
      const estimator = await this.#open<Estimator>(role);
      if (estimator) estimators.push(estimator);
    }
    return mapRuns(boxes, this.#concurrent, async (box) => {
      const all: { [key: string]: Json } = {};
      for (const estimator of estimators) Object.assign(all, await estimator.estimate(image, box));
      return rounded(only(all, wanted));
    });
  }

  get #concurrent(): boolean {
    return this.#setup.device !== undefined;
  }

  #open<T>(role: Role): Promise<T | undefined> {
    let opening = this.#opened.get(role);
    if (!opening) {
      const network = this.#setup.networks.find(([candidate]) => candidate === role)?.[1];
      const { minScore, device } = this.#setup;
      opening = network ? openAdapter({ ...network, device }, minScore) : Promise.resolve(undefined);
      this.#opened.set(role, opening);
    }
    return opening as Promise<T | undefined>;
  }
}

/** What the networks of a role estimate. */
export const ROLE_FEATURES: Readonly<
  Record<"age" | "gender" | "emotions" | "genderage", readonly Feature[]>
> = {
  age: ["age"],
  gender: ["gender"],
  emotions: ["emotions"],
  genderage: ["age", "gender"],
};

/** Keys of an estimate by the feature that asked for them. */
const FEATURE_KEYS: Readonly<Record<Feature, readonly string[]>> = {
  age: ["age"],
  gender: ["gender", "genderScore"],
  emotions: ["emotions"],
};

function only(estimate: { [key: string]: Json }, wanted: readonly Feature[]): { [key: string]: Json } {
  const keys = wanted.flatMap((feature) => FEATURE_KEYS[feature]);
  return Object.fromEntries(Object.entries(estimate).filter(([key]) => keys.includes(key)));
}

/** Estimates with their numbers rounded to thousandths: they are not more exact than that. */
function rounded(estimate: { [key: string]: Json }): { [key: string]: Json } {
  const round = (value: Json): Json => {
    if (typeof value === "number") return Math.round(value * 1000) / 1000;
    return typeof value === "object" ? rounded(value as { [key: string]: Json }) : value;
  };
  return Object.fromEntries(Object.entries(estimate).map(([key, value]) => [key, round(value)]));
}

type Opener = (network: LoadedNetwork, options: { minScore?: number | undefined }) => Promise<unknown>;

/** The adapter of each family. */
const OPENERS: Readonly<Record<Family, Opener>> = {
  rfb320: async (network, options) => (await import("./adapters/rfb320.ts")).openRfb320(network, options),
  yunet: async (network, options) => (await import("./adapters/yunet.ts")).openYunet(network, options),
  scrfd: async (network, options) => (await import("./adapters/scrfd.ts")).openScrfd(network, options),
  landmarks68: async (network) => (await import("./adapters/landmarks68.ts")).openLandmarks68(network),
  embedder112: async (network) => (await import("./adapters/embedder112.ts")).openEmbedder112(network),
  ssrnet_age: async (network) => (await import("./adapters/ssrnet.ts")).openSsrnetAge(network),
  ssrnet_gender: async (network) => (await import("./adapters/ssrnet.ts")).openSsrnetGender(network),
  emotions7: async (network) => (await import("./adapters/emotions7.ts")).openEmotions7(network),
  genderage96: async (network) => (await import("./adapters/genderage96.ts")).openGenderage96(network),
};

function openAdapter(network: LoadedNetwork, minScore: number | undefined): Promise<unknown> {
  return OPENERS[network.spec.family](network, { minScore });
}
