/**
 * The HTTP server: it listens, answers, and stops without losing what it accepted.
 * @module
 */
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import type { FastifyInstance } from "fastify";
import { EXIT, FacepipeError, openApi, type RouteTable, reasonOf, type Service } from "../../core/mod.ts";
import { Admission, type Authenticate } from "./admission.ts";
import { createApp } from "./app.ts";
import { addDocs } from "./docs.ts";
import { addHealth } from "./health.ts";
import { DEFAULT_LIMITS, type ServerLimits } from "./limits.ts";
import { logRequests, type RequestLog } from "./log.ts";
import { openMetrics } from "./metrics.ts";
import { addRoutes, letIn } from "./routes.ts";

/** What a server is opened with. */
export interface HttpServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly service: Service;
  readonly tables: readonly RouteTable[];
  /** Of the program, for the documentation. */
  readonly version: string;
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
  /**
   * Takes nothing new, and waits until what it took is answered.
   *
   * @param grace Milliseconds after which connections are cut. Default: 30,000.
   */
  close(grace?: number): Promise<void>;
}

const GRACE = 30_000;

/** How often connections that have become idle are closed while the server stops, in milliseconds. */
const SWEEP = 50;

/** Starts a server. @throws FacepipeError BAD_PARAM (`--listen`) where the address cannot be used. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { service, tables, version, host, port, log } = options;
  const limits: ServerLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const app = await createApp(limits);
  const admission = new Admission(limits);
  const { detections } = service.photos;
  const metrics = await openMetrics({
    requests: () => admission.requests,
    detections: () => detections.active,
    waiting: () => detections.waiting,
    connections: promisify((done: (error: Error | null, count: number) => void) =>
      app.server.getConnections(done),
    ),
  });
  logRequests(app, (entry) => {
    metrics.observe(entry);
    log?.(entry);
  });
  const context = { ...options, limits, admission };
  addRoutes(app, tables, context);
  addHealth(app, service);
  addDocs(app, tables, openApi(tables, { title: "facepipe", version, description: ABOUT }));
  app.get("/metrics", { onRequest: letIn(context) }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
  await listen(app, host, port, limits);
  return {
    address: addressOf(app.server.address() as AddressInfo),
    async close(grace = GRACE) {
      await closeWithin(app, grace);
      metrics.close();
    },
  };
}

const ABOUT =
  "The FindFace REST interface; /v0 answers as /v1 does, with or without a slash at the end. Parameters come as JSON, as form fields, in a multipart body (a photo as a file), or in the query, where what is no text is JSON. Ids are decimal strings, since they have up to 64 bits; they are taken as numbers too where those are exact. Boxes are whole pixels of the upright photo.";

async function listen(app: FastifyInstance, host: string, port: number, limits: ServerLimits): Promise<void> {
  try {
    await app.listen({ host, port, backlog: limits.connections });
  } catch (error) {
    const why = LISTEN_REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? reasonOf(error);
    throw new FacepipeError("BAD_PARAM", `Cannot listen at ${host}:${port}: ${why}`, {
      exit: EXIT.usage,
      param: "--listen",
      cause: error,
    });
  }
}

const LISTEN_REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there",
  EADDRNOTAVAIL: "it is no address of this machine",
  ENOTFOUND: "there is no host of this name",
};

function addressOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

async function closeWithin(app: FastifyInstance, grace: number): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP);
  const cut = setTimeout(() => app.server.closeAllConnections(), grace);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
