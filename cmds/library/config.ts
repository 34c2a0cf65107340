/**
 * Settings and replaceable parts of the organiser.
 * @module
 */
import type { DetectedFace, Face, GroupThreshold, PeopleOptions, RgbImage } from "../../core/mod.ts";
import { DEFAULT_FILTERS, safeName, usageError } from "../../core/mod.ts";

/** Settings of the organiser. */
export interface OrganizerConfig {
  /** Shorter side of a face, in pixels of the photo. */
  readonly minFaceSize: number;
  /** Confidence of the detector, 0 to 1. */
  readonly minConfidence: number;
  /** Area of a face over that of the photo, 0 to 1. */
  readonly minFaceRatio: number;
  /** Area of a face over that of the photo's largest face, 0 to 1. */
  readonly foregroundRatioThreshold: number;
  /** Sharpness of a face: variance of the Laplacian of the aligned face. */
  readonly blurThreshold: number;
  /** Mean cosine similarity at which groups of faces are one person, 0 to 1, or `auto`: what suits the album. */
  readonly similarityThreshold: GroupThreshold;
  /** Photos in work at once on the CPU; pictures in one run on a GPU. */
  readonly batchSize: number;
  /** Threads that run networks. */
  readonly maxWorkers: number;
  /** Where the folders per person go. Default: the input folder's name with `-organized`. */
  readonly finalOutputFolder?: string | undefined;
  /** Subfolder of the output, and of the work folder, for this run. */
  readonly sessionId?: string | undefined;
  /** Keep the aligned faces that were written on the way. */
  readonly keepIntermediate: boolean;
  /** Run networks on a GPU where there is one, else on the CPU; the result says which. */
  readonly preferGpu: boolean;
  /** Model pack. */
  readonly modelName: string;
  /** Width and height that photos are shrunk to for detection. */
  readonly detSize: readonly [width: number, height: number];
}

/** The default settings. */
export const DEFAULT_CONFIG: OrganizerConfig = {
  minFaceSize: DEFAULT_FILTERS.minFaceSize,
  minConfidence: DEFAULT_FILTERS.minConfidence,
  minFaceRatio: DEFAULT_FILTERS.minFaceRatio,
  foregroundRatioThreshold: DEFAULT_FILTERS.foregroundRatio,
  blurThreshold: DEFAULT_FILTERS.blurThreshold,
  similarityThreshold: "auto",
  batchSize: 8,
  maxWorkers: 4,
  keepIntermediate: false,
  preferGpu: true,
  modelName: "default",
  detSize: [640, 640],
};

/** Finds faces; replaces the pack's detector. */
export interface FaceModelProvider {
  /** Identity, as name@version; stored with every face. Default: `custom`. */
  readonly id?: string;
  /** Photos are shrunk to fit this before `get`; without it they come with 1,067 to 3,199 pixels on the longer side, if they have them. */
  readonly inputSize?: readonly [width: number, height: number];
  /** The faces of an upright RGB picture, in its pixels. */
  get(imageRgb: RgbImage): Promise<DetectedFace[]> | DetectedFace[];
}

/** Turns faces into vectors; replaces the pack's embedder. */
export interface EmbeddingModelProvider {
  /** Identity, as name@version; vectors of different identities are never compared. Default: `custom`. */
  readonly id?: string;
  /** The vector of a face, of any length. The picture is the aligned face, 112 × 112 pixels. */
  embed(imageRgb: RgbImage, face: Face): Promise<ArrayLike<number>> | ArrayLike<number>;
}

/** Groups by person: faces, face ids or crop files named by face id. */
export type Groups = Record<string, readonly (Face | string)[]>;

/** Decides who is the same person; replaces facepipe's own grouping. */
export interface GroupingModelProvider {
  group(faceRecords: readonly Face[], similarityThreshold: GroupThreshold): Promise<Groups> | Groups;
}

/** Told how far a run is; `total` is 0 where it is not known. */
export type ProgressCallback = (current: number, total: number, message: string) => void;

/** What a run of the organiser is given. */
export interface OrganizeOptions {
  /** Where crops and embeddings go. Default: `.facepipe` in the output folder. */
  readonly workFolder?: string;
  readonly config?: Partial<OrganizerConfig>;
  readonly faceModel?: FaceModelProvider;
  readonly embeddingModel?: EmbeddingModelProvider;
  readonly groupingModel?: GroupingModelProvider;
  /** Corrections, people of earlier runs, known people; without effect where `groupingModel` is given. */
  readonly people?: PeopleOptions;
  readonly progressCallback?: ProgressCallback;
}

/**
 * The settings with defaults filled in.
 *
 * @throws FacepipeError BAD_PARAM naming the setting that is out of range.
 */
export function completeConfig(config: Partial<OrganizerConfig> = {}): OrganizerConfig {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  const complete: OrganizerConfig = { ...DEFAULT_CONFIG, ...given };
  for (const name of ["minConfidence", "minFaceRatio", "foregroundRatioThreshold"] as const) {
    const value = complete[name];
    if (!(value >= 0 && value <= 1)) throw usageError(name, value, "expected a number from 0 to 1");
  }
  const { similarityThreshold } = complete;
  if (similarityThreshold !== "auto" && !(similarityThreshold >= 0 && similarityThreshold <= 1)) {
    throw usageError("similarityThreshold", similarityThreshold, "expected a number from 0 to 1, or auto");
  }
  for (const name of ["minFaceSize", "blurThreshold"] as const) {
    if (!(complete[name] >= 0)) throw usageError(name, complete[name], "expected a number of at least 0");
  }
  for (const name of ["batchSize", "maxWorkers"] as const) {
    const value = complete[name];
    if (!(Number.isInteger(value) && value >= 1))
      throw usageError(name, value, "expected a whole number of at least 1");
  }
  const { sessionId } = complete;
  if (sessionId !== undefined && safeName(sessionId) !== sessionId) {
    throw usageError("sessionId", sessionId, "expected a name that can be a folder on every system");
  }
  return complete;
}
