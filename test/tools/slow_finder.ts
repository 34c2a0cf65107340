/**
 * A server whose detections end when a test says so.
 * @module
 */
import {
  type Face,
  type FaceFinder,
  galleriesOver,
  type OpenGalleries,
  PhotoDesk,
  REST_ROUTES,
} from "../../core/mod.ts";
import {
  type HttpServer,
  type HttpServerOptions,
  openHttpServer,
  openSqliteStore,
  type RequestLog,
} from "../../formats/mod.ts";

/** A photo's first bytes; no more of it is looked at here. */
export const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);

/** A finder that waits. */
export class SlowFinder implements FaceFinder {
  /** Detections that have begun and wait. */
  readonly begun: { user: number; end: (faces?: Face[]) => void; fail: (error: unknown) => void }[] = [];
  /** End at once from now on. */
  free = false;

  async find({ image }: { image?: Uint8Array | string }) {
    const user = (image as Uint8Array).at(-1)!;
    const faces = this.free
      ? []
      : await new Promise<Face[]>((end, fail) =>
          this.begun.push({ user, end: (found = []) => end(found), fail }),
        );
    return { faces, orientation: 1, photoHash: "ab".repeat(32) };
  }

  async close(): Promise<void> {}
}

/** A server for a test of the server itself. */
export interface SlowServer extends HttpServer {
  readonly finder: SlowFinder;
  readonly galleries: OpenGalleries;
  readonly log: RequestLog[];
  newToken(): Promise<string>;
}

/** Starts one, over a store in memory. */
export async function startSlowServer(
  options: Partial<HttpServerOptions> & { atOnce?: number; waiting?: number; noAuth?: boolean } = {},
): Promise<SlowServer> {
  const { atOnce = 1, waiting = 10, noAuth = false, ...others } = options;
  const finder = new SlowFinder();
  const galleries = galleriesOver(await openSqliteStore(":memory:"), { finder });
  const log: RequestLog[] = [];
  const fetch = async () => JPEG;
  const photos = new PhotoDesk({ finder, fetch, atOnce, waiting, maxBytes: 10 * 2 ** 20, features: [] });
  const { users } = galleries.documents;
  const server = await openHttpServer({
    host: "127.0.0.1",
    port: 0,
    service: { galleries, photos, features: [], uploads: false },
    tables: [REST_ROUTES],
    version: "0",
    log: (entry) => log.push(entry),
    ...(!noAuth && { authenticate: (token: string) => users.authenticate(token) }),
    ...others,
  });
  return {
    address: server.address,
    finder,
    galleries,
    log,
    newToken: async () => (await users.add({ name: "somebody" })).token,
    async close(grace) {
      await server.close(grace);
      await galleries.close();
    },
  };
}
