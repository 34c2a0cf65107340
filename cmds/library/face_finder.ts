/**
 * Detection for clients of galleries: the engine of `detect`, opened when it is first needed.
 * @module
 */
import {
  type DetectRequest,
  detectFaces,
  type Face,
  type FaceFilters,
  type FaceFinder,
  FacepipeError,
  type FaceRecord,
  type Failure,
  type Feature,
  type Photo,
} from "../../core/mod.ts";
import { fetchPhoto } from "../../formats/mod.ts";
import type { EngineOptions } from "../engine.ts";
import { SharedEngines } from "./shared_engines.ts";

/** Who asks for the faces of a photo wants them all; galleries of known people make their own choice. */
const NO_FILTERS: FaceFilters = {
  minFaceSize: 0,
  minConfidence: 0,
  minFaceRatio: 0,
  foregroundRatio: 0,
  blurThreshold: 0,
};

/** How a {@linkcode openFaceFinder} detects. */
export interface FaceFinderOptions
  extends Pick<
    EngineOptions,
    | "model"
    | "workers"
    | "gpu"
    | "gpuDevice"
    | "batchSize"
    | "maxPixels"
    | "modelsDir"
    | "offline"
    | "acceptLicense"
    | "detSize"
  > {
  /** Least confidence of a face, 0 to 1. Default: the detector's own. */
  readonly minConfidence?: number;
  /** Photos at private and local addresses may be fetched. Default: false. */
  readonly allowPrivateUrls?: boolean;
  /** Photos and detectors may be paths; false for a server, whose files are no business of its callers. Default: true. */
  readonly allowPaths?: boolean;
  /** Told what people should know. */
  readonly note?: (message: string) => void;
}

/** A finder that can be told to load its networks before they are needed. */
export interface EngineFinder extends FaceFinder {
  /**
   * Loads the networks.
   *
   * @returns How many photos it can use at once.
   * @throws FacepipeError (exit 5) where they cannot be used.
   */
  load(features?: readonly Feature[]): Promise<number>;
}

/** Finds faces with the networks of model packs. */
export function openFaceFinder(options: FaceFinderOptions = {}): EngineFinder {
  const { note = () => {}, allowPrivateUrls = false, allowPaths = true, ...common } = options;
  const engines = new SharedEngines(common, note);
  return {
    async find(request) {
      if (!allowPaths) await checkNames(request);
      const wanted = featuresOf(request);
      return engines.use(request.detector, wanted, async (engine) => {
        const photo = await photoOf(request, allowPrivateUrls);
        const { embedder, features, detector, ...rest } = engine;
        const stage = detectFaces({
          ...rest,
          detector: detector!,
          filters: NO_FILTERS,
          ...(request.facen === false || !embedder ? {} : { embedder }),
          ...(features && wanted.length > 0 ? { features: { ...features, wanted } } : {}),
          ...(request.autorotate ? { autorotate: true } : {}),
        });
        return resultOf(stage(once(photo)));
      });
    },
    load: (features = []) => engines.use(undefined, features, async ({ window }) => window),
    close: () => engines.close(),
  };
}

/** @throws FacepipeError BAD_PARAM for a photo or a detector by path. */
async function checkNames({ image, detector }: DetectRequest): Promise<void> {
  if (typeof image === "string")
    throw new FacepipeError("BAD_PARAM", "Cannot detect faces: expected the bytes of a photo, not a path", {
      param: "image",
    });
  const { BUILTIN_PACKS } = await import("../../models/mod.ts");
  const names = BUILTIN_PACKS.map(({ name }) => name);
  if (detector === undefined || names.includes(detector)) return;
  throw new FacepipeError("BAD_PARAM", `Cannot detect faces: expected a detector of ${names.join(", ")}`, {
    param: "detector",
  });
}

function featuresOf({ age, gender, emotions }: DetectRequest): Feature[] {
  return [age && "age", gender && "gender", emotions && "emotions"].filter((name) => !!name) as Feature[];
}

async function photoOf({ url, image, signal }: DetectRequest, allowPrivate: boolean): Promise<Photo> {
  if (typeof image === "string") return { kind: "photo", path: image };
  const bytes = image ?? (await fetchPhoto(url!, { allowPrivate, ...(signal && { signal }) }));
  return { kind: "photo", path: url ?? "photo", bytes };
}

async function* once(photo: Photo): AsyncIterable<FaceRecord> {
  yield photo;
}

async function resultOf(records: AsyncIterable<FaceRecord>) {
  const faces: Face[] = [];
  let failure: Failure | undefined;
  let photo: Photo | undefined;
  for await (const record of records) {
    if (record.kind === "face") faces.push(record);
    else if (record.kind === "photo") photo = record;
    else if (record.kind === "error") failure ??= record;
  }
  if (photo) return { faces, orientation: photo.orientation ?? 1, photoHash: photo.sha256! };
  const { code = "EXTRACTION_ERROR", reason = "Cannot read the photo" } = failure ?? {};
  throw new FacepipeError(code as "EXTRACTION_ERROR", reason, { param: "image" });
}
