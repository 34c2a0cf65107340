/**
 * Uploads at a URL: any server that takes PUT, GET and DELETE (WebDAV, object storage, a few lines of
 * configuration of a web server).
 * @module
 */
import { reasonOf, storageError, type Uploads } from "../../core/mod.ts";
import { checkUploadKey, checkUploadOwner, isUploadKey } from "./upload_key.ts";

const TIMEOUT = 30_000;

/** Answers that mean that there is nothing to remove, or that folders are not a thing there. */
const NOTHING_THERE = [404, 405, 410];

/** Uploads at a URL. A user and password in it are sent as basic authentication and never shown. */
export function uploadUrl(address: string): Uploads {
  const url = new URL(address);
  const { username, password } = url;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    "base64",
  );
  const headers = username === "" ? {} : { authorization: `Basic ${login}` };
  url.username = "";
  url.password = "";
  const base = url.href.replace(/\/*$/, "/");
  const call = (method: string, path: string, body?: Uint8Array) => ask(method, base + path, headers, body);
  const uploads: Uploads = {
    async save(key, jpeg) {
      await call("PUT", checkUploadKey(key), jpeg);
      return base + key;
    },
    keyOf(link) {
      const key = link.startsWith(base) ? link.slice(base.length) : "";
      return isUploadKey(key) ? key : undefined;
    },
    async move(from, to) {
      const jpeg = await (await call("GET", checkUploadKey(from))).arrayBuffer();
      await call("PUT", checkUploadKey(to), new Uint8Array(jpeg));
      await call("DELETE", from);
      return base + to;
    },
    async remove(key) {
      await call("DELETE", checkUploadKey(key));
    },
    async removeOwner(owner) {
      await call("DELETE", `${checkUploadOwner(owner)}/`);
    },
    count: async () => undefined,
  };
  return uploads;
}

async function ask(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: Uint8Array,
): Promise<Response> {
  const sent = body && { body, headers: { ...headers, "content-type": "image/jpeg" } };
  let response: Response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    response = await fetch(url, { method, headers, redirect: "error", signal, ...sent });
  } catch (error) {
    const { cause } = error as Error;
    throw storageError(`Cannot reach ${url}: ${reasonOf(cause ?? error)}`, error);
  }
  if (response.ok || (method === "DELETE" && NOTHING_THERE.includes(response.status))) return response;
  throw storageError(`Cannot ${method} ${url}: the server answers ${response.status}`);
}
