/**
 * Photos at addresses that strangers name.
 *
 * The address is asked directly: no redirects, no proxies, and no private or local addresses, which
 * are checked when the connection is made, so that a name cannot change its mind in between.
 * @module
 */
import { lookup } from "node:dns";
import type { IncomingMessage } from "node:http";
import { isIP, type LookupFunction } from "node:net";
import { FacepipeError, reasonOf } from "../../core/mod.ts";
import { isPrivateAddress } from "./private_addresses.ts";

/** Largest photo that is fetched, by default. */
const MAX_BYTES = 10 * 1024 * 1024;

const TIMEOUT = 30_000;

/** How a photo is fetched. */
export interface PhotoUrlOptions {
  /** Ask private and local addresses too. Default: false. */
  readonly allowPrivate?: boolean;
  /** Default: 10 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds for all of it. Default: 30,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * The bytes at an http or https address.
 *
 * @throws FacepipeError BAD_PARAM (`url`) for an address that is none or not allowed, SOURCE_NOT_FOUND where
 * there is no photo to be had, OVER_CAPACITY where it is too large or takes too long.
 */
export async function fetchPhoto(address: string, options: PhotoUrlOptions = {}): Promise<Uint8Array> {
  const url = parseUrl(address, options);
  const { timeout = TIMEOUT, maxBytes = MAX_BYTES } = options;
  const timer = AbortSignal.timeout(timeout);
  const signal = options.signal ? AbortSignal.any([options.signal, timer]) : timer;
  try {
    const response = await ask(url, options, signal);
    return await bodyOf(url, response, maxBytes);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (timer.aborted) throw photoError("OVER_CAPACITY", url, `it takes longer than ${timeout} milliseconds`);
    if (error instanceof FacepipeError) throw error;
    throw photoError("SOURCE_NOT_FOUND", url, reasonOf(error), error);
  }
}

function parseUrl(address: string, { allowPrivate }: PhotoUrlOptions): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "") {
    const shown = String(address).slice(0, 100);
    const reason = "expected an http or https address without a password";
    throw new FacepipeError("BAD_PARAM", `Cannot use url ${shown}: ${reason}`, {
      param: "url",
      value: shown,
    });
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw privateError(url);
  return url;
}

async function ask(
  url: URL,
  { allowPrivate }: PhotoUrlOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { get } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const guarded: LookupFunction = (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, "", 0);
      const bad = allowPrivate ? undefined : addresses.find(({ address }) => isPrivateAddress(address));
      const [first] = addresses;
      if (bad || !first) return done(privateError(url), "", 0);
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
  return new Promise((resolve, reject) => {
    get(url, { lookup: guarded, signal, agent: false, headers: { accept: "image/*" } }, resolve).on(
      "error",
      reject,
    );
  });
}

async function bodyOf(url: URL, response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const { statusCode = 0 } = response;
  if (statusCode !== 200) {
    response.destroy();
    const reason =
      statusCode >= 300 && statusCode < 400
        ? "it redirects, which is not followed"
        : `the server answers ${statusCode}`;
    throw photoError("SOURCE_NOT_FOUND", url, reason);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw photoError("OVER_CAPACITY", url, `it has more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw photoError("SOURCE_NOT_FOUND", url, "the answer ends early");
  return Buffer.concat(chunks);
}

function privateError(url: URL): FacepipeError {
  const reason = "its address is private or local";
  return new FacepipeError("BAD_PARAM", `Cannot use url ${url.href.slice(0, 100)}: ${reason}`, {
    param: "url",
    value: url.href.slice(0, 100),
  });
}

function photoError(
  code: "SOURCE_NOT_FOUND" | "OVER_CAPACITY",
  url: URL,
  reason: string,
  cause?: unknown,
): FacepipeError {
  return new FacepipeError(code, `Cannot fetch photo ${url.href.slice(0, 200)}: ${reason}`, {
    param: "url",
    cause,
  });
}
