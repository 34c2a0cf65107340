/**
 * Galleries as the library opens them: a store, the models, and a client of one user.
 * @module
 */
import {
  type Client,
  type ConfidenceScale,
  DEFAULT_SCALE,
  EXIT,
  type FaceFinder,
  FacepipeError,
  galleriesOver,
  LOCAL_USER,
  type OpenGalleries,
  type ScaleOf,
  scaleOfCalibration,
  type VectorIndexes,
} from "../../core/mod.ts";
import {
  defaultDatabase,
  isServerAddress,
  makeThumbnail,
  openServerClient,
  openStore,
  type ServerClientOptions,
  uploadFolder,
  uploadUrl,
} from "../../formats/mod.ts";
import { findCalibration, vectorIndexes } from "../../models/mod.ts";
import { type FaceFinderOptions, openFaceFinder } from "./face_finder.ts";

/** What {@linkcode openGalleries} opens. */
export interface GalleriesSettings extends FaceFinderOptions {
  /**
   * Address of the store: a path of a SQLite file or `postgres://…`; several are shards, always in the same order.
   * Default: `FACEPIPE_DB`, else a SQLite file in the user's data folder.
   */
  readonly db?: string | readonly string[];
  /** Folder or http(s) address for pictures of faces. Default: none are saved. */
  readonly uploads?: string;
  /** How long detections are kept, in milliseconds. Default: an hour. */
  readonly detectionLifetime?: number;
  /** Searches vectors. Default: exact through ONNX Runtime, and by an approximate index in large galleries. */
  readonly indexes?: VectorIndexes;
  /** Ends work in the background, such as the building of an index, so that `close` need not wait for it. */
  readonly signal?: AbortSignal;
  /** Detects faces, and is closed with the galleries. Default: the engine of `detect`, opened when it is first needed. */
  readonly finder?: FaceFinder;
  /** Confidences of each embedder. Default: by its calibration, that of `model` or of the built-in packs. */
  readonly scaleOf?: ScaleOf;
}

/** Who a client is, and how it asks a server. */
export interface ClientOptions extends GalleriesSettings, Pick<ServerClientOptions, "silence" | "maxBytes"> {
  /** Id of the user; default: `local`, which is whoever may open the store itself. Servers know it by the token. */
  readonly user?: string;
  /** The user's token, instead of its id. Default, for servers: `FACEPIPE_TOKEN`. */
  readonly token?: string;
}

/** Opens a store with everything around it. @throws FacepipeError STORAGE_ERROR, BAD_PARAM. */
export async function openGalleries(settings: GalleriesSettings = {}): Promise<OpenGalleries> {
  const { db = defaultDatabase(), uploads, note, signal, detectionLifetime } = settings;
  const { scaleOf = calibratedScales(settings.model) } = settings;
  const indexes = settings.indexes ?? vectorIndexes(signal === undefined ? {} : { signal });
  const store = await openStore(db, { indexes, ...(note && { note }) });
  const galleries = galleriesOver(store, {
    scaleOf,
    makeThumbnail,
    finder: settings.finder ?? openFaceFinder(settings),
    ...(uploads === undefined ? {} : { uploads: openUploads(uploads) }),
    ...(detectionLifetime === undefined ? {} : { detectionLifetime }),
  });
  // Nobody waits for it: where it fails or the galleries are closed before it ends, the next one sweeps.
  galleries.sweep().catch(() => undefined);
  return galleries;
}

/** The scale of each embedder's calibration: that of the pack where it made the vectors, else what built-in packs know. */
function calibratedScales(pack?: string): ScaleOf {
  const scales = new Map<string, Promise<ConfidenceScale>>();
  return (embedder) => {
    const known = scales.get(embedder);
    if (known) return known;
    const scale = findCalibration(embedder, pack).then((found) =>
      found ? scaleOfCalibration(found) : DEFAULT_SCALE,
    );
    scales.set(embedder, scale);
    return scale;
  };
}

/** Where pictures of faces are saved: a folder, or an address that takes PUT and DELETE. */
export function openUploads(address: string) {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? uploadUrl(address) : uploadFolder(address);
}

/**
 * A client of one user's galleries: those of a store, or of a server (`facepipe serve`) where `db` is its http or
 * https address. What concerns stores and networks is then the server's business.
 *
 * @throws FacepipeError AUTH_FAILED for a user or token that is unknown or inactive; BAD_PARAM. From a server, all
 * errors are `RemoteError`s, or `MalformedResponseError`s where it cannot be reached or understood.
 *
 * @example
 * ```ts
 * import { Meta, openClient } from "facepipe";
 * import assert from "node:assert/strict";
 *
 * const client = await openClient({ db: ":memory:" });
 * const family = client.gallery("family");
 * await family.create();
 * const face = { embedder: "tiny@000000000000", embedding: Float32Array.of(0.6, 0.8) };
 * await family.add(1234, face, { meta: { name: "Ann", age: 41 } });
 * const { faces } = await family.list({ filters: [Meta("age").gte(18)] });
 * assert.equal(faces[0]!.meta.name, "Ann");
 * await client.close();
 * ```
 *
 * @example
 * The same over the network.
 * ```ts
 * import { openClient } from "facepipe";
 * import assert from "node:assert/strict";
 *
 * const nobody = openClient({ db: "http://127.0.0.1:9", token: "printed-by-facepipe-user-add" });
 * await assert.rejects(nobody, { name: "MalformedResponseError", code: "SERVICE_UNAVAILABLE" });
 * ```
 */
export async function openClient(options: ClientOptions = {}): Promise<Client> {
  const server = serverOf(options.db);
  if (server !== undefined) return openServerOf(server, options);
  const galleries = await openGalleries(options);
  try {
    const { user = LOCAL_USER, token } = options;
    const { users } = galleries.documents;
    const known = token === undefined ? await users.require(user) : await users.authenticate(token);
    return galleries.client(known);
  } catch (error) {
    await galleries.close();
    throw error;
  }
}

/** The address of a server, where that is what is named. @throws FacepipeError BAD_PARAM for a server among shards. */
export function serverOf(db: string | readonly string[] = defaultDatabase()): string | undefined {
  const addresses = typeof db === "string" ? [db] : db;
  const server = addresses.find(isServerAddress);
  if (server === undefined || addresses.length === 1) return server;
  throw new FacepipeError("BAD_PARAM", "Cannot use --db: a server is no shard, name it alone", {
    exit: EXIT.usage,
    param: "--db",
  });
}

function openServerOf(address: string, options: ClientOptions): Promise<Client> {
  const { user, token = process.env.FACEPIPE_TOKEN, uploads } = options;
  const refused = user !== undefined && user !== LOCAL_USER ? "user" : uploads && "uploads";
  if (refused)
    throw new FacepipeError("BAD_PARAM", `Cannot use ${refused}: a server decides it itself`, {
      exit: EXIT.usage,
      param: refused,
    });
  return openServerClient(address, { ...options, ...(token && { token }) });
}
