/**
 * A server over galleries: a store, the networks, and the routes.
 * @module
 */
import {
  type DynamicPersons,
  EXIT,
  FacepipeError,
  FEATURES,
  type Feature,
  type OpenGalleries,
  PhotoDesk,
  REST_ROUTES,
  type RouteTable,
} from "../../core/mod.ts";
import {
  DEFAULT_LIMITS,
  fetchPhoto,
  type HttpServer,
  openHttpServer,
  type RequestLog,
  type ServerLimits,
} from "../../formats/mod.ts";
import { VERSION } from "../version.ts";
import { type EngineFinder, openFaceFinder } from "./face_finder.ts";
import { type GalleriesSettings, openGalleries } from "./galleries.ts";

/** What {@linkcode openServer} is given. */
export interface ServerSettings extends Omit<GalleriesSettings, "finder" | "allowPaths"> {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Let every program of this machine in, as the user `local`. Default: false. */
  readonly noAuth?: boolean;
  /** Photos that may wait for detection. Default: 100. */
  readonly queue?: number;
  /** What is estimated of every face that is added. */
  readonly features?: readonly Feature[];
  /** Give persons to the faces that are added. */
  readonly persons?: DynamicPersons;
  readonly limits?: Partial<ServerLimits>;
  /** Routes besides those of the REST interface. */
  readonly tables?: readonly RouteTable[];
  /** Told of every request. */
  readonly log?: (entry: RequestLog) => void;
}

/** A server that runs. */
export interface RunningServer extends Pick<HttpServer, "address"> {
  readonly galleries: OpenGalleries;
  /**
   * Finishes what was accepted, and lets go of everything.
   *
   * @param grace Milliseconds after which connections are cut. Default: 30,000.
   */
  close(grace?: number): Promise<void>;
}

const QUEUE = 100;

/** How often detections are removed whose time is over, in milliseconds. */
const SWEEP = 10 * 60_000;

/**
 * Starts a server. The networks are loaded first, so that what is wrong with them is known at once.
 *
 * @throws FacepipeError BAD_PARAM for an address where it cannot listen; as `openGalleries`; exit code 5 where
 * the networks cannot be used.
 */
export async function openServer(settings: ServerSettings): Promise<RunningServer> {
  const finder = openFaceFinder({ ...settings, allowPaths: false });
  const galleries = await openGalleries({ ...settings, finder });
  try {
    const server = await openOver(galleries, finder, settings);
    const sweep = setInterval(() => void galleries.sweep().catch(() => undefined), SWEEP).unref();
    return {
      address: server.address,
      galleries,
      async close(grace) {
        clearInterval(sweep);
        await server.close(grace);
        await galleries.close();
      },
    };
  } catch (error) {
    await galleries.close();
    throw error;
  }
}

async function openOver(
  galleries: OpenGalleries,
  finder: EngineFinder,
  settings: ServerSettings,
): Promise<HttpServer> {
  const { features = [], persons, queue = QUEUE, allowPrivateUrls: allowPrivate = false } = settings;
  const { host, port, noAuth, uploads, tables = [], limits = {}, log } = settings;
  const { photoBytes: maxBytes } = { ...DEFAULT_LIMITS, ...limits };
  const loaded = await loadAll(finder, features);
  const photos = new PhotoDesk({
    ...loaded,
    finder,
    fetch: (url, signal) => fetchPhoto(url, { allowPrivate, maxBytes, signal }),
    waiting: queue,
    maxBytes,
  });
  const service = {
    galleries,
    photos,
    features,
    uploads: uploads !== undefined,
    ...(persons && { persons }),
  };
  return openHttpServer({
    host,
    port,
    service,
    tables: [REST_ROUTES, ...tables],
    version: VERSION,
    limits,
    ...(log && { log }),
    ...(!noAuth && { authenticate: (token) => galleries.documents.users.authenticate(token) }),
  });
}

/**
 * Loads the networks of all features that the pack has, so that no request has to wait for them.
 *
 * @param needed Features that it has to have.
 */
async function loadAll(
  finder: EngineFinder,
  needed: readonly Feature[],
): Promise<{ atOnce: number; features: readonly Feature[] }> {
  const all = await tryLoad(finder, FEATURES);
  if (all !== undefined) return { atOnce: all, features: FEATURES };
  const atOnce = await finder.load(needed);
  const features = [...needed];
  for (const feature of FEATURES.filter((name) => !needed.includes(name)))
    if ((await tryLoad(finder, [...features, feature])) !== undefined) features.push(feature);
  return { atOnce, features };
}

/** How many photos can be used at once; undefined where there is no network for one of the features. */
async function tryLoad(finder: EngineFinder, features: readonly Feature[]): Promise<number | undefined> {
  try {
    return await finder.load(features);
  } catch (thrown) {
    if (thrown instanceof FacepipeError && thrown.exit === EXIT.modelUnavailable) return undefined;
    throw thrown;
  }
}
