/**
 * Options that commands with networks share, and their way to a running engine.
 * @module
 */
import { DEFAULT_FILTERS, type FaceFilters, FEATURES, type Feature, usageError } from "../core/mod.ts";
import type { Options, ValuesOf } from "./option.ts";

/** `GPU_PROVIDERS` of the models, which light commands must not load for their help. */
const GPUS = ["auto", "cuda", "tensorrt", "coreml", "directml", "webgpu"] as const;

/** Options of every command that runs networks. */
export const MODEL_OPTIONS = {
  model: {
    type: "string",
    default: "default",
    describe: "Model pack: a name from facepipe models list, a folder, or a pack.json",
  },
  workers: {
    type: "number",
    min: 1,
    max: 256,
    integer: true,
    describe: "Threads that run networks on the CPU [default: one for each core]",
  },
  gpu: {
    type: "string",
    choices: GPUS,
    bare: "auto",
    describe: "Run networks on a GPU, or fail; alone it takes the first that runs",
  },
  "gpu-device": {
    type: "number",
    min: 0,
    max: 255,
    integer: true,
    describe: "Which GPU, counted from 0, with cuda, tensorrt or directml",
  },
  "batch-size": {
    type: "number",
    min: 1,
    max: 256,
    integer: true,
    default: 8,
    describe: "Pictures that a GPU is given at a time; the CPU takes one",
  },
  "max-pixels": {
    type: "number",
    min: 1,
    integer: true,
    default: 268_402_689,
    describe: "Refuse photos with more pixels",
  },
  "models-dir": {
    type: "string",
    value: "folder",
    describe: "Folder of the model packs [default: facepipe/models in the user's cache folder]",
  },
  offline: { type: "boolean", describe: "Never fetch a missing model" },
  "accept-license": { type: "boolean", describe: "Accept the licence of packs for non-commercial research" },
} as const satisfies Options;

/** Options of the detector and of what it keeps. */
export const DETECT_OPTIONS = {
  detector: { type: "string", describe: "Pack to take the detector from, where it is not --model" },
  "det-size": {
    type: "string",
    default: "640x640",
    describe: "Photos are shrunk to this size to look for faces; larger finds smaller faces",
  },
  "min-face-size": {
    type: "number",
    min: 0,
    default: DEFAULT_FILTERS.minFaceSize,
    describe: "Shorter side of a face, pixels",
  },
  "min-confidence": {
    type: "number",
    min: 0,
    max: 1,
    default: DEFAULT_FILTERS.minConfidence,
    describe: "Confidence of the detector",
  },
  "min-face-ratio": {
    type: "number",
    min: 0,
    max: 1,
    default: DEFAULT_FILTERS.minFaceRatio,
    describe: "Area of a face over that of the photo",
  },
  "foreground-ratio": {
    type: "number",
    min: 0,
    max: 1,
    default: DEFAULT_FILTERS.foregroundRatio,
    describe: "Area of a face over that of the photo's largest face",
  },
  "blur-threshold": {
    type: "number",
    min: 0,
    default: DEFAULT_FILTERS.blurThreshold,
    describe: "Sharpness of a face: variance of the Laplacian",
  },
  "keep-filtered": {
    type: "boolean",
    describe: "Keep the faces that these filters reject, marked with the filter's name",
  },
  autorotate: { type: "boolean", describe: "Look for faces in four orientations" },
} as const satisfies Options;

/** The filters that the options ask for. */
export function filtersOf(args: ValuesOf<typeof DETECT_OPTIONS>): FaceFilters {
  const { minFaceSize, minConfidence, minFaceRatio, foregroundRatio, blurThreshold } = args;
  return { minFaceSize, minConfidence, minFaceRatio, foregroundRatio, blurThreshold };
}

/** Width and height of `--det-size`. */
export function parseDetSize(text: string): [width: number, height: number] {
  const [, width = 0, height = 0] = (/^(\d{1,5})x(\d{1,5})$/.exec(text) ?? []).map(Number);
  if (width >= 64 && height >= 64 && width <= 8192 && height <= 8192) return [width, height];
  throw usageError("--det-size", text, "expected width x height from 64x64 to 8192x8192, such as 640x640");
}

/** The features of `--features`. */
export function parseFeatures(names: readonly string[]): Feature[] {
  return names.map((name) => {
    const feature = FEATURES.find((candidate) => candidate === name);
    if (feature) return feature;
    throw usageError("--features", name, `expected some of ${FEATURES.join(", ")}`);
  });
}
