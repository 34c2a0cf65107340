/**
 * What a server says of each request to whoever runs it. Nothing that a caller sent is in it: no photos,
 * vectors, metadata, names, tokens or queries.
 * @module
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { FacepipeError, type UserDocument } from "../../core/mod.ts";

/** A request that was answered, or whose caller went away. */
export interface RequestLog {
  readonly time: string;
  readonly method: string;
  /** The route's path, without what stands in it. */
  readonly route: string;
  readonly status: number;
  /** Milliseconds from the request's headers to the last byte of the answer. */
  readonly ms: number;
  /** Id of the user. */
  readonly user?: string;
  /** Error code. */
  readonly code?: string;
  /** What went wrong in the server itself. */
  readonly reason?: string;
}

/** What becomes known of a request while it is answered. */
export interface Notes {
  user?: UserDocument;
  error?: FacepipeError;
}

const notes = new WeakMap<FastifyRequest, Notes>();

/** The notes of a request. */
export function notesOf(request: FastifyRequest): Notes {
  let found = notes.get(request);
  if (!found) {
    found = {};
    notes.set(request, found);
  }
  return found;
}

/** Where no route is of this method and path. */
const NO_ROUTE = "none";

/** Tells of every request when its connection has nothing more to do with it. */
export function logRequests(app: FastifyInstance, log: (entry: RequestLog) => void): void {
  app.addHook("onRequest", async (request, reply) => {
    const begun = performance.now();
    reply.raw.once("close", () => {
      const { user, error } = notesOf(request);
      log({
        time: new Date().toISOString(),
        method: request.method,
        route: request.routeOptions.url ?? NO_ROUTE,
        // 499, as nginx has it: the caller went away before there was an answer.
        status: reply.raw.headersSent ? reply.raw.statusCode : 499,
        ms: Math.round((performance.now() - begun) * 10) / 10,
        ...(user && { user: user._id }),
        ...(error && { code: error.code }),
        ...(error && reply.raw.statusCode >= 500 && { reason: reasonsOf(error) }),
      });
    });
  });
}

function reasonsOf(error: FacepipeError): string {
  const { cause } = error;
  const below = cause instanceof Error && !(cause instanceof FacepipeError) ? ` (${cause.message})` : "";
  return `${error.message}${below}`;
}
