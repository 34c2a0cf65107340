/**
 * Photos that callers send, or name by their address, and the faces in them. Callers take turns, both
 * at fetching and at detecting; what needs no photo waits for neither.
 * @module
 */
import { FEATURES, type Feature } from "../analysis.ts";
import { FacepipeError } from "../errors.ts";
import { FairQueue } from "../fair_queue.ts";
import type { DetectRequest, FaceFinder } from "../galleries/detection.ts";
import { badParam, type Param, param, UploadedFile } from "./params.ts";
import type { Call } from "./route.ts";
import { renamed } from "./status.ts";

/** A photo: a file, or the address of one. */
export type PhotoParam = UploadedFile | string;

/** What a {@linkcode PhotoDesk} works with. */
export interface PhotoDeskOptions {
  readonly finder: Pick<FaceFinder, "find">;
  /** Fetches a photo from its address. */
  readonly fetch: (url: string, signal: AbortSignal) => Promise<Uint8Array>;
  /** Photos in detection at once. */
  readonly atOnce: number;
  /** Photos that may wait for it. */
  readonly waiting: number;
  /** Most bytes of a photo. */
  readonly maxBytes: number;
  /** What can be estimated. */
  readonly features: readonly Feature[];
}

/** Photos that are fetched at once, by all callers and for each. */
const FETCHES = 16;
const FETCHES_EACH = 4;

/** Milliseconds in which a photo has to be fetched. */
const FETCH_TIME = 15_000;

/** What else may be asked of a detection. */
export type Wanted = Pick<DetectRequest, "facen" | "gender" | "age" | "emotions" | "autorotate">;

/** Who asks, and how long they wait. */
export type Caller = Pick<Call, "user" | "signal">;

/** Reads photos and finds faces. */
export class PhotoDesk {
  readonly #options: PhotoDeskOptions;
  readonly detections: FairQueue;
  readonly #fetches: FairQueue;

  constructor(options: PhotoDeskOptions) {
    const { atOnce, waiting } = options;
    this.#options = options;
    this.detections = new FairQueue({ atOnce, waiting, purpose: "detect faces" });
    const purpose = "fetch photos";
    this.#fetches = new FairQueue({ atOnce: FETCHES, atOnceEach: FETCHES_EACH, waiting, purpose });
  }

  /**
   * The bytes of a photo.
   *
   * @param name Of the parameter, for errors.
   * @throws FacepipeError BAD_PARAM, SOURCE_NOT_FOUND, OVER_CAPACITY.
   */
  async read(photo: PhotoParam, name: string, caller: Caller): Promise<Uint8Array> {
    const bytes = photo instanceof UploadedFile ? photo.bytes : await this.#fetch(photo, name, caller);
    if (bytes.length > this.#options.maxBytes)
      throw new FacepipeError("OVER_CAPACITY", `Cannot use ${name}: the photo is too large`, { param: name });
    if (!isPhoto(bytes)) throw badParam(name, undefined, "expected a JPEG, PNG or WebP file");
    return bytes;
  }

  /**
   * The faces of a photo, best score first.
   *
   * @throws FacepipeError BAD_PARAM for what cannot be estimated, EXTRACTION_ERROR, OVER_CAPACITY.
   */
  async find(image: Uint8Array, wanted: Wanted, name: string, caller: Caller) {
    const { finder, features } = this.#options;
    const missing = FEATURES.find((feature) => wanted[feature] && !features.includes(feature));
    if (missing) throw badParam(missing, true, "the server has no network for it");
    try {
      return await this.inTurn(caller, () => finder.find({ ...wanted, image, signal: caller.signal }));
    } catch (thrown) {
      throw renamed(thrown, ["image"], name);
    }
  }

  /** Does work that runs networks when the caller's turn comes. */
  inTurn<T>({ user, signal }: Caller, work: () => Promise<T>): Promise<T> {
    return this.detections.run(user._id, work, signal);
  }

  async #fetch(url: string, name: string, { user, signal }: Caller): Promise<Uint8Array> {
    const late = new AbortController();
    const reason = `the photo does not arrive within ${FETCH_TIME / 1000} seconds`;
    const error = new FacepipeError("SOURCE_NOT_FOUND", `Cannot use ${name}: ${reason}`, { param: name });
    const fetch = async () => {
      const timer = setTimeout(() => late.abort(error), FETCH_TIME);
      const leave = () => late.abort(signal.reason);
      signal.addEventListener("abort", leave, { once: true });
      try {
        return await this.#options.fetch(url, late.signal);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", leave);
      }
    };
    try {
      return await this.#fetches.run(user._id, fetch, signal);
    } catch (thrown) {
      throw renamed(thrown, ["url"], name);
    }
  }
}

/** The first bytes of the files that are taken; others, such as SVG, are no photos. */
function isPhoto(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 3) === "\xff\xd8\xff" || text(0, 8) === "\x89PNG\r\n\x1a\n") return true;
  return text(0, 4) === "RIFF" && text(8, 12) === "WEBP";
}

/** A parameter that is a photo. */
export function photo(describe: string): Param<PhotoParam | undefined> {
  const schema = { type: "string", format: "binary" };
  return param(`${describe}: a file, or an http or https address`, schema, (value, name) => {
    if (value instanceof UploadedFile) return value;
    if (typeof value === "string" && value !== "") return value;
    throw badParam(name, value, "expected a file or an address");
  });
}
