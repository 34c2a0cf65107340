/**
 * The `route` stage: every face is an event that goes through all plugins.
 * @module
 */
import { asFacepipeError, FacepipeError } from "../errors.ts";
import type { Json } from "../fields.ts";
import { mapOrdered } from "../ordered.ts";
import { photoLoad } from "../photo_load.ts";
import { failureOf, itemFailure, itemOf } from "../protocol.ts";
import type { Face, FaceRecord, Failure, Stage } from "../records.ts";
import { carryPhotos } from "./carry_photos.ts";
import { missingIn } from "./complete_face.ts";
import type { EventRequest, PluginFeature } from "./plugin.ts";

/** A plugin, as the stage sees it. */
export interface RoutePlugin {
  readonly name: string;
  /**
   * Never throws: what goes wrong comes out of `process` for the same request, so that failures
   * come in the order of the events too.
   */
  preprocess(request: EventRequest): Promise<readonly PluginFeature[]>;
  /** What goes into the record; undefined for nothing. @throws FacepipeError, which concerns this event only. */
  process(request: EventRequest, photo: Uint8Array | undefined, face: Face): Promise<Json | undefined>;
}

/** What {@linkcode routeEvents} works with. */
export interface RouteOptions {
  readonly plugins: readonly RoutePlugin[];
  /** Reads a photo's file. */
  readonly readPhoto: (path: string) => Promise<{ readonly bytes: Uint8Array; readonly sha256: string }>;
  /** Computes what is missing, see `completeFace`. */
  readonly complete: (
    face: Face,
    missing: readonly PluginFeature[],
    photo: Uint8Array | undefined,
  ) => Promise<Face>;
  /** How many events may be prepared at once, at least 1. */
  readonly window: number;
  /** Told of a photo that cannot be read, where its event is handled without. */
  readonly onNoPhoto?: (reason: FacepipeError) => void;
  /** Told after each event what it became: its face record, and error records. */
  readonly onEvent?: (records: readonly FaceRecord[]) => void;
}

/** An event that is ready for the plugins, or that they cannot be given. */
interface Prepared {
  readonly face: Face;
  readonly request: EventRequest;
  readonly photo?: Uint8Array | undefined;
  readonly failure?: Failure;
}

/**
 * A stage that gives every face to the plugins: asks each what it needs, computes the union of
 * that once, and lets each handle the event. What they give back stands in the record under
 * `plugins`. Where a plugin fails, or what it asked for cannot be computed, an error record follows
 * the face. Other records pass. A photo that a face record carries is not passed on.
 *
 * Events are prepared in parallel, and handled one after the other in the order of the stream, by
 * one plugin after the other in their order: what one does to a gallery, the next one sees.
 *
 * Memory: `window` events at a time, fewer where their photos are large.
 */
export function routeEvents(options: RouteOptions): Stage {
  return async function* (records) {
    const photos = new PhotoCache(options.readPhoto);
    const work = async (record: FaceRecord) =>
      record.kind === "face" ? prepare(record, photos, options) : record;
    const { window } = options;
    for await (const item of mapOrdered(carryPhotos(records), window, work, photoLoad(window))) {
      if ("kind" in item) yield item;
      else yield* await handled(item, options);
    }
  };
}

async function prepare(face: Face, photos: PhotoCache, options: RouteOptions): Promise<Prepared> {
  const request = requestOf(face);
  const answers = await Promise.all(options.plugins.map((plugin) => plugin.preprocess(request)));
  try {
    const missing = missingIn(face, new Set(answers.flat()));
    const { photo, reason } = await photos.photoOf(face);
    if (reason && missing.length > 0 && !face.crop) throw reason;
    if (reason) options.onNoPhoto?.(reason);
    const complete = missing.length === 0 ? face : await options.complete(face, missing, photo);
    return { face: complete, request, photo };
  } catch (thrown) {
    return { face, request, failure: itemFailure("route", thrown, itemOf(face)) };
  }
}

async function handled(
  { face, request, photo, failure }: Prepared,
  { plugins, onEvent }: RouteOptions,
): Promise<FaceRecord[]> {
  const { bytes: _, ...record } = face;
  const said: [string, Json][] = [];
  const failed: Failure[] = failure ? [failure] : [];
  for (const plugin of failure ? [] : plugins) {
    try {
      const result = await plugin.process(request, photo, record);
      if (result !== undefined) said.push([plugin.name, result]);
    } catch (thrown) {
      failed.push(failureOf("route", thrown, itemOf(face)));
    }
  }
  const all = { ...record.plugins, ...Object.fromEntries(said) };
  const records = [said.length > 0 ? { ...record, plugins: all } : record, ...failed];
  onEvent?.(records);
  return records;
}

function requestOf(face: Face): EventRequest {
  const { faceId, path, camId, timestamp, bsType, labels, eventId, detectorParams, score } = face;
  const all = { faceId, path, camId, timestamp, bsType, labels, eventId, detectorParams, score };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as unknown as EventRequest;
}

/** Photos of events; the last file is kept, since the faces of one photo follow each other. */
class PhotoCache {
  readonly #read: RouteOptions["readPhoto"];
  #last: { readonly path: string; readonly photo: ReturnType<RouteOptions["readPhoto"]> } | undefined;

  constructor(read: RouteOptions["readPhoto"]) {
    this.#read = read;
  }

  /** The photo's bytes, or why they cannot be had, where the record names a photo at all. */
  async photoOf({ path, bytes, sha256 }: Face): Promise<{ photo?: Uint8Array; reason?: FacepipeError }> {
    if (bytes) return { photo: bytes };
    if (path === undefined) return {};
    try {
      return { photo: await this.#fromFile(path, sha256) };
    } catch (thrown) {
      return { reason: asFacepipeError(thrown) };
    }
  }

  async #fromFile(path: string, expected: string | undefined): Promise<Uint8Array> {
    if (this.#last?.path !== path) this.#last = { path, photo: this.#read(path) };
    const { bytes, sha256 } = await this.#last.photo;
    if (expected === undefined || expected === sha256) return bytes;
    const reason = "it has changed since it was scanned";
    throw new FacepipeError("CONFLICT", `Cannot read photo ${path}: ${reason}`);
  }
}
