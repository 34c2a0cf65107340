/**
 * Errors as answers: our own, the framework's, and those of requests that are no HTTP.
 * @module
 */
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import { answerOf, asFacepipeError, type ErrorAnswer, FacepipeError } from "../../core/mod.ts";
import { notesOf } from "./log.ts";

/** Seconds after which to try again, where nothing better is known. */
const RETRY_AFTER = 1;

/** Any error as ours. The framework's say with their status whose doing they are. */
function toFacepipeError(thrown: unknown): { error: FacepipeError; status?: number } {
  if (thrown instanceof FacepipeError) return { error: thrown };
  const { statusCode = 500, message = "" } = thrown as { statusCode?: number; message?: string };
  if (statusCode < 400 || statusCode >= 500) return { error: asFacepipeError(thrown) };
  const reason = (message.split("\n")[0] ?? "").replace(/\.$/, "");
  const ours = statusCode === 413 ? "OVER_CAPACITY" : statusCode === 404 ? "NOT_FOUND" : "MALFORMED_REQUEST";
  const error = new FacepipeError(ours, `Cannot read the request: ${reason}`, { cause: thrown });
  return { error, status: statusCode };
}

/** Answers with an error. */
function sendError(reply: FastifyReply, { status, body }: ErrorAnswer): FastifyReply {
  if (status === 503) reply.header("retry-after", String(RETRY_AFTER));
  if (status === 401) reply.header("www-authenticate", 'Token realm="facepipe", Bearer realm="facepipe"');
  return reply.status(status).send(body);
}

/** Answers with anything that was thrown, and notes it. */
export function answerThrown(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { error, status } = toFacepipeError(thrown);
  notesOf(request).error = error;
  const answer = answerOf(error);
  return sendError(reply, status === undefined ? answer : { ...answer, status });
}

const RAW_STATUS: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "its headers are too large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "it does not arrive in time"],
};

/** Answers what is no HTTP request, or none that arrives, and hangs up. */
export function answerRaw(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const [status, why] = RAW_STATUS[error.code ?? ""] ?? [400, "it is no HTTP"];
  const body = JSON.stringify({ code: "MALFORMED_REQUEST", reason: `Cannot read the request: ${why}` });
  const head = [
    `HTTP/1.1 ${status} Error`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  if (socket.writable) socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.destroySoon();
}
