/**
 * A server in this process over galleries that a test has opened, without networks.
 * @module
 */
import {
  API_ROUTES,
  Client,
  type ClientBackend,
  FEATURES,
  type OpenGalleries,
  PhotoDesk,
  REST_ROUTES,
  type UserRef,
} from "../../core/mod.ts";
import type { ConnectionOptions } from "../../formats/http_client/connection.ts";
import { ServerBackend } from "../../formats/http_client/server_backend.ts";
import { Talk } from "../../formats/http_client/talk.ts";
import { type HttpServer, type HttpServerOptions, openHttpServer } from "../../formats/mod.ts";
import { JPEG } from "./slow_finder.ts";

/** Starts a server, whose tokens are the ids of users. Photos that it fetches are all the same. */
export function serveGalleries(
  galleries: OpenGalleries,
  options: Partial<HttpServerOptions> = {},
): Promise<HttpServer> {
  const { finder = { find: () => Promise.reject(new Error("no finder")) } } = galleries;
  const fetch = async () => JPEG;
  const photos = new PhotoDesk({
    finder,
    fetch,
    atOnce: 2,
    waiting: 9,
    maxBytes: 99_999,
    features: FEATURES,
  });
  return openHttpServer({
    host: "127.0.0.1",
    port: 0,
    version: "0",
    service: { galleries, photos, features: [], uploads: false },
    tables: [API_ROUTES, REST_ROUTES],
    authenticate: (token) => galleries.documents.users.require(token),
    ...options,
  });
}

/** A client of a server. */
export function clientOfServer(
  address: string,
  token: string,
  options: Partial<ConnectionOptions> = {},
): Client {
  return new Client(backendOf(address, token, options));
}

function backendOf(address: string, token: string, options: Partial<ConnectionOptions> = {}): ServerBackend {
  const whole = { address: new URL(`${address}/`), token, silence: 10_000, maxBytes: 2 ** 26, ...options };
  return new ServerBackend(new Talk(whole));
}

/** The same galleries; what clients ask goes over HTTP. */
export function overHttp(galleries: OpenGalleries): OpenGalleries {
  let server: Promise<HttpServer> | undefined;
  return {
    ...galleries,
    client(user: UserRef) {
      server ??= serveGalleries(galleries);
      const token = typeof user === "string" ? user : user._id;
      return new Client(later(server.then(({ address }) => backendOf(address, token))));
    },
    async close() {
      await (await server)?.close(0);
    },
  };
}

/** A backend that is there soon. */
function later(backend: Promise<ClientBackend>): ClientBackend {
  const call =
    (method: keyof ClientBackend) =>
    async (...args: never[]) =>
      ((await backend)[method] as (...args: never[]) => unknown)(...args);
  return new Proxy({} as ClientBackend, { get: (_, method) => call(method as keyof ClientBackend) });
}
