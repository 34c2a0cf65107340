/**
 * Who is let in: users by their tokens, and no more of what they send than there is memory for.
 * @module
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { authFailed, FacepipeError, type UserDocument } from "../../core/mod.ts";
import type { ServerLimits } from "./limits.ts";

/** Tells the user of a token. @throws FacepipeError AUTH_FAILED. */
export type Authenticate = (token: string) => Promise<UserDocument>;

/** The token of a request. @throws FacepipeError AUTH_FAILED where there is none. */
export function tokenOf({ headers: { authorization = "" } }: FastifyRequest): string {
  const [, token] = /^(?:token|bearer) +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
  if (token === undefined) throw authFailed();
  return token;
}

/** Names of this machine. */
const LOCAL_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * Refuses requests that a web page of another site makes a browser send, which it can where no token is needed: by
 * a form, or by a name of its own that leads to this machine.
 *
 * @throws FacepipeError AUTH_FAILED.
 */
export function refuseOtherSites({ headers }: FastifyRequest): void {
  const { host = "", origin, "sec-fetch-site": site = "none" } = headers;
  const isOwn = origin === undefined || origin === `http://${host}`;
  if (LOCAL_HOST.test(host) && isOwn && ["none", "same-origin"].includes(String(site))) return;
  throw authFailed();
}

/** Counts what is in work. */
export class Admission {
  readonly #limits: ServerLimits;
  readonly #ofUser = new Map<string, number>();
  #requests = 0;
  #bytes = 0;

  constructor(limits: ServerLimits) {
    this.#limits = limits;
  }

  /** Requests in work. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * Lets a request in, and out again when it is answered.
   *
   * @throws FacepipeError OVER_CAPACITY.
   */
  admit(request: FastifyRequest, reply: FastifyReply, { _id }: UserDocument): void {
    if (reply.raw.destroyed) throw callerGone();
    const { bodyBytes, allBodyBytes, requests, requestsEach } = this.#limits;
    const bytes = announced(request, bodyBytes);
    if (bytes > bodyBytes)
      throw new FacepipeError("OVER_CAPACITY", `Cannot take the body: it has more than ${bodyBytes} bytes`, {
        param: "content-length",
        value: bytes,
      });
    const own = this.#ofUser.get(_id) ?? 0;
    if (this.#requests >= requests || own >= requestsEach || this.#bytes + bytes > allBodyBytes)
      throw new FacepipeError("OVER_CAPACITY", "Cannot take the request: too many are in work, try again");
    this.#count(_id, 1, bytes);
    reply.raw.once("close", () => this.#count(_id, -1, -bytes));
  }

  #count(user: string, requests: number, bytes: number): void {
    this.#requests += requests;
    this.#bytes += bytes;
    const own = (this.#ofUser.get(user) ?? 0) + requests;
    if (own > 0) this.#ofUser.set(user, own);
    else this.#ofUser.delete(user);
  }
}

/** The caller hung up; nobody reads this but the log. */
export function callerGone(): FacepipeError {
  return new FacepipeError("SERVICE_UNAVAILABLE", "Cannot answer: the caller is gone");
}

/** Bytes of a body as its header says; a body that comes in pieces may have as many as are allowed. */
function announced({ headers }: FastifyRequest, most: number): number {
  if (headers["transfer-encoding"] !== undefined) return most;
  return Number(headers["content-length"] ?? 0);
}
