/**
 * Uploads at a URL: any server that takes PUT, GET and DELETE (WebDAV, object storage, a few lines of
 * configuration of a web server).
 * @module
 */
import { EXIT, FacepipeError, reasonOf, storageError, type Uploads } from "../../core/mod.ts";
import { checkUploadKey, checkUploadOwner, isUploadKey } from "./upload_key.ts";

const TIMEOUT = 30_000;

/** Answers that mean that there is nothing to remove, or that folders are not a thing there. */
const NOTHING_THERE = [404, 405, 410];
const NOT_FOUND = [404, 410];

/**
 * Uploads at a URL. A user and password in it are sent as basic authentication, a query with every
 * request (some servers take signatures there); neither is ever shown, and links are without them.
 *
 * @throws FacepipeError BAD_PARAM (`uploads`) for an address that is none.
 */
export function uploadUrl(address: string): Uploads {
  const { base, query, headers } = readAddress(address);
  const call = (method: string, path: string, body?: Uint8Array, fine?: readonly number[]) =>
    ask(method, base + path, { query, headers }, body, fine);
  const uploads: Uploads = {
    async save(key, jpeg) {
      await call("PUT", checkUploadKey(key), jpeg);
      return base + key;
    },
    keyOf(link) {
      const key = link.startsWith(base) ? link.slice(base.length) : "";
      return isUploadKey(key) ? key : undefined;
    },
    linkOf: (key) => base + checkUploadKey(key),
    async move(from, to) {
      const found = await call("GET", checkUploadKey(from), undefined, NOT_FOUND);
      if (!found.ok) {
        await call("GET", checkUploadKey(to));
        return;
      }
      await call("PUT", checkUploadKey(to), new Uint8Array(await found.arrayBuffer()));
      await call("DELETE", from, undefined, NOTHING_THERE);
    },
    async remove(key) {
      await call("DELETE", checkUploadKey(key), undefined, NOTHING_THERE);
    },
    async removeOwner(owner) {
      await call("DELETE", `${checkUploadOwner(owner)}/`, undefined, NOTHING_THERE);
    },
    count: async () => undefined,
  };
  return uploads;
}

/** What goes with every request. */
interface Login {
  readonly query: string;
  readonly headers: Record<string, string>;
}

function readAddress(address: string): Login & { base: string } {
  try {
    const { protocol, origin, pathname, search: query, username, password } = new URL(address);
    if (protocol !== "http:" && protocol !== "https:") throw new Error("it is not http");
    const base = `${origin}${pathname.replace(/\/*$/, "/")}`;
    if (username === "") return { base, query, headers: {} };
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { base, query, headers: { authorization: `Basic ${Buffer.from(login).toString("base64")}` } };
  } catch {
    // Neither the address nor the reason is shown: they may hold a password.
    throw new FacepipeError("BAD_PARAM", "Cannot use the address of uploads: expected http(s)://host/path", {
      exit: EXIT.usage,
      param: "uploads",
    });
  }
}

async function ask(
  method: string,
  url: string,
  { query, headers }: Login,
  body?: Uint8Array,
  fine: readonly number[] = [],
): Promise<Response> {
  const sent = body && { body, headers: { ...headers, "content-type": "image/jpeg" } };
  let response: Response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    response = await fetch(url + query, { method, headers, redirect: "error", signal, ...sent });
  } catch (error) {
    const { cause } = error as Error;
    throw storageError(`Cannot reach ${url}: ${reasonOf(cause ?? error)}`, error);
  }
  if (response.ok || fine.includes(response.status)) return response;
  throw storageError(`Cannot ${method} ${url}: the server answers ${response.status}`);
}
