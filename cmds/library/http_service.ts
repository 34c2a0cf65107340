/**
 * A server over galleries: a store, the networks, and the routes.
 * @module
 */
import {
  type DynamicPersons,
  type Feature,
  PhotoDesk,
  REST_ROUTES,
  type RouteTable,
} from "../../core/mod.ts";
import {
  DEFAULT_LIMITS,
  fetchPhoto,
  openHttpServer,
  type RequestLog,
  type ServerLimits,
} from "../../formats/mod.ts";
import { type FaceFinderOptions, openFaceFinder } from "./face_finder.ts";
import { type GalleriesSettings, openGalleries } from "./galleries.ts";

/** What a server is opened with. */
export interface ServeOptions extends Omit<GalleriesSettings, "finder">, FaceFinderOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Let everybody in as the user `local`. */
  readonly noAuth?: boolean;
  /** Photos that may wait for detection. Default: 100. */
  readonly queue?: number;
  /** What is estimated of every face that is added. */
  readonly features?: readonly Feature[];
  readonly persons?: DynamicPersons;
  readonly limits?: Partial<ServerLimits>;
  /** Told of every request. */
  readonly log?: (entry: RequestLog) => void;
  /** Routes besides those of the REST interface. */
  readonly tables?: readonly RouteTable[];
}

/** A server that runs. */
export interface RunningServer {
  readonly address: string;
  /** Finishes what was accepted, and lets go of everything. */
  close(): Promise<void>;
}

const QUEUE = 100;

/** Starts a server. The networks are loaded first, so that what is wrong with them is known at once. */
export async function openServer(options: ServeOptions): Promise<RunningServer> {
  const { features = [], persons, queue = QUEUE, allowPrivateUrls = false, tables = [] } = options;
  const maxBytes = { ...DEFAULT_LIMITS, ...options.limits }.photoBytes;
  const finder = openFaceFinder({ ...options, allowPaths: false });
  const galleries = await openGalleries({ ...options, finder });
  try {
    const photos = new PhotoDesk({
      finder,
      fetch: (url, signal) => fetchPhoto(url, { allowPrivate: allowPrivateUrls, maxBytes, signal }),
      atOnce: await finder.load(features),
      waiting: queue,
      maxBytes,
    });
    const { users } = galleries.documents;
    const server = await openHttpServer(
      {
        service: {
          galleries,
          photos,
          features,
          uploads: options.uploads !== undefined,
          ...(persons && { persons }),
        },
        tables: [REST_ROUTES, ...tables],
        ...(!options.noAuth && { authenticate: (token) => users.authenticate(token) }),
        ...(options.limits && { limits: options.limits }),
        ...(options.log && { log: options.log }),
      },
      options,
    );
    return {
      address: server.address,
      async close() {
        await server.close();
        await galleries.close();
      },
    };
  } catch (error) {
    await galleries.close();
    throw error;
  }
}
