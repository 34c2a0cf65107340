/**
 * Fastify with our limits, bodies and errors.
 * @module
 */
import type { FastifyInstance, FastifyReply } from "fastify";
import { FacepipeError } from "../../core/mod.ts";
import { answerRaw, answerThrown } from "./errors.ts";
import { parseJsonBody } from "./json_body.ts";
import type { ServerLimits } from "./limits.ts";

/** How often connections are looked at that send too slowly, in milliseconds. */
const CHECK_INTERVAL = 2_000;

/** Milliseconds in which a request's headers have to arrive, and for which an idle connection is kept. */
const HEADERS_TIME = 15_000;
const IDLE_TIME = 30_000;

/** Bytes of a form without files: millions of fields would keep the process busy for seconds. */
const MAX_FORM = 2 ** 20;

/** Longest part of a path. */
const MAX_PATH_PARAM = 12_000;

/** An app without routes. */
export async function createApp(limits: ServerLimits): Promise<FastifyInstance> {
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
    http: {
      headersTimeout: Math.min(HEADERS_TIME, limits.arrivalTime),
      connectionsCheckingInterval: CHECK_INTERVAL,
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PATH_PARAM },
    // We say so ourselves, in the form of all errors.
    return503OnClosing: false,
    clientErrorHandler: answerRaw,
    frameworkErrors: (error, request, reply) => void answerThrown(error, request, reply),
  });
  app.server.maxConnections = limits.connections;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_: unknown, body: Buffer) =>
    parseJsonBody(body, limits.jsonDepth),
  );
  await app.register(formbody, { bodyLimit: MAX_FORM });
  await app.register(multipart);
  app.setErrorHandler(answerThrown);
  app.setNotFoundHandler((request, reply) => {
    const error = new FacepipeError("NOT_FOUND", "Cannot find a route of this method and path");
    return answerThrown(error, request, reply);
  });
  refuseWhenClosing(app);
  return app;
}

/** Requests that come over connections which were open before are refused once the app closes. */
function refuseWhenClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onRequest", async () => {
    if (isClosing)
      throw new FacepipeError("SERVICE_UNAVAILABLE", "Cannot take the request: the server is stopping");
  });
  app.addHook("onSend", async (_request, reply: FastifyReply) => {
    if (isClosing) reply.header("connection", "close");
  });
}
