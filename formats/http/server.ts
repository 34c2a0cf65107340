/**
 * The HTTP server: Fastify with our limits, errors and routes.
 * @module
 */
import type { AddressInfo } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  FacepipeError,
  LOCAL_USER,
  type Route,
  type RouteTable,
  readParams,
  refuseOthers,
  type Service,
  type UserDocument,
  within,
} from "../../core/mod.ts";
import { Admission, type Authenticate, refuseOtherSites, tokenOf } from "./admission.ts";
import { answerRaw, answerThrown } from "./errors.ts";
import { givenBy } from "./given.ts";
import { parseJsonBody } from "./json_body.ts";
import { DEFAULT_LIMITS, type ServerLimits } from "./limits.ts";
import { logRequests, notesOf, type RequestLog } from "./log.ts";

/** What a server is opened with. */
export interface HttpServerOptions {
  readonly service: Service;
  readonly tables: readonly RouteTable[];
  /** Tells the user of a token. Absent: the programs of this machine need none, and are the user `local`. */
  readonly authenticate?: Authenticate;
  readonly limits?: Partial<ServerLimits>;
  /** Told of every request. */
  readonly log?: (entry: RequestLog) => void;
}

/** A server that listens. */
export interface HttpServer {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly address: string;
  /** Takes nothing new, and waits until what it took is answered, or the time is over. */
  close(grace?: number): Promise<void>;
}

/** How often connections are looked at that send too slowly, in milliseconds. */
const CHECK_INTERVAL = 2_000;

/** Milliseconds in which a request's headers have to arrive, and for which an idle connection is kept. */
const HEADERS_TIME = 15_000;
const IDLE_TIME = 30_000;

/** Longest part of a path. */
const MAX_PATH_PARAM = 12_000;

/** Starts a server. @throws FacepipeError where the address cannot be used. */
export async function openHttpServer(
  options: HttpServerOptions,
  listen: { host: string; port: number },
): Promise<HttpServer> {
  const limits: ServerLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const app = await createApp(options, limits);
  await app.listen({ ...listen, backlog: limits.connections });
  const { address, family, port } = app.server.address() as AddressInfo;
  return {
    address: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    close: () => app.close(),
  };
}

async function createApp(options: HttpServerOptions, limits: ServerLimits): Promise<FastifyInstance> {
  const [{ fastify }, { default: formbody }, { default: multipart }] = await Promise.all([
    import("fastify"),
    import("@fastify/formbody"),
    import("@fastify/multipart"),
  ]);
  const app = fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.arrivalTime,
    keepAliveTimeout: IDLE_TIME,
    connectionTimeout: 2 * (limits.arrivalTime + limits.answerTime),
    http: { headersTimeout: HEADERS_TIME, connectionsCheckingInterval: CHECK_INTERVAL },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PATH_PARAM },
    clientErrorHandler: answerRaw,
    frameworkErrors: (error, request, reply) => void answerThrown(error, request, reply),
  });
  app.server.maxConnections = limits.connections;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_: unknown, body: Buffer) =>
    parseJsonBody(body, limits.jsonDepth),
  );
  if (options.log) logRequests(app, options.log);
  await app.register(formbody);
  await app.register(multipart);
  app.setErrorHandler(answerThrown);
  app.setNotFoundHandler((request, reply) => answerThrown(noRoute(), request, reply));
  const admission = new Admission(limits);
  for (const { prefixes, routes } of options.tables) {
    for (const prefix of prefixes)
      for (const route of routes) addRoute(app, prefix, route, { ...options, limits, admission });
  }
  return app;
}

interface RouteContext extends HttpServerOptions {
  readonly limits: ServerLimits;
  readonly admission: Admission;
}

function addRoute(app: FastifyInstance, prefix: string, route: Route, context: RouteContext): void {
  const { service, limits, admission } = context;
  app.route({
    method: route.method,
    url: prefix + route.path.replace(/\{(\w+)\}/g, ":$1"),
    onRequest: async (request, reply) => {
      const user = await userOf(request, context);
      admission.admit(request, reply, user);
      notesOf(request).user = user;
    },
    handler: async (request, reply) => {
      const given = await givenBy(request, limits);
      if (route.strict) refuseOthers(route.params, given);
      const values = readParams(route.params, given) as never;
      const wait = { timeout: limits.answerTime, signal: untilGone(reply) };
      const path = request.url.split("?", 1)[0]!;
      const { user } = notesOf(request);
      const run = ({ signal }: { signal?: AbortSignal }) =>
        route.run(values, { user: user!, service, signal: signal!, path });
      const { status = route.status, body, headers = {} } = await within(wait, "answer", run);
      return reply.status(status).headers(headers).send(body);
    },
  });
}

/** Fires when the caller hangs up before the answer is out. The framework's own signal fires when the body is read. */
function untilGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished)
      gone.abort(new FacepipeError("UNKNOWN_ERROR", "Cannot answer: the caller is gone"));
  });
  return gone.signal;
}

function noRoute(): FacepipeError {
  return new FacepipeError("NOT_FOUND", "Cannot find a route of this method and path");
}

async function userOf(
  request: FastifyRequest,
  { authenticate, service }: RouteContext,
): Promise<UserDocument> {
  if (authenticate) return authenticate(tokenOf(request));
  refuseOtherSites(request);
  return service.galleries.documents.users.require(LOCAL_USER);
}
