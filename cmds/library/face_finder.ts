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
import { type Engine, type EngineOptions, openEngine } from "../engine.ts";

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
    "model" | "workers" | "maxPixels" | "modelsDir" | "offline" | "acceptLicense" | "detSize"
  > {
  /** Least confidence of a face, 0 to 1. Default: the detector's own. */
  readonly minConfidence?: number;
  /** Photos at private and local addresses may be fetched. Default: false. */
  readonly allowPrivateUrls?: boolean;
  /** Told what people should know. */
  readonly note?: (message: string) => void;
}

/** Finds faces with the networks of model packs. */
export function openFaceFinder(options: FaceFinderOptions = {}): FaceFinder {
  const { note = () => {}, allowPrivateUrls = false, minConfidence, ...common } = options;
  const closers: (() => void | Promise<void>)[] = [];
  const engines = new Map<string, Promise<Engine>>();
  const engineFor = (detector: string | undefined, features: readonly Feature[]) => {
    const key = JSON.stringify([detector, features]);
    const known = engines.get(key);
    if (known) return known;
    const wanted = {
      ...common,
      detector,
      features,
      ...(minConfidence === undefined ? {} : { minConfidence }),
    };
    const opening = openEngine(wanted, { note, onExit: (close) => void closers.push(close) });
    engines.set(key, opening);
    // What could not be opened now may be there the next time.
    opening.catch(() => engines.delete(key));
    return opening;
  };
  return {
    async find(request) {
      const engine = await engineFor(request.detector, featuresOf(request));
      const photo = await photoOf(request, allowPrivateUrls);
      const detector = engine.detector!;
      const { embedder, features, ...rest } = engine;
      const stage = detectFaces({
        ...rest,
        detector,
        filters: NO_FILTERS,
        ...(request.facen === false || !embedder ? {} : { embedder }),
        ...(features && { features }),
        ...(request.autorotate ? { autorotate: true } : {}),
      });
      return resultOf(stage(once(photo)));
    },
    async close() {
      for (const close of closers.splice(0)) await close();
      engines.clear();
    },
  };
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
