/**
 * Opens gallery stores by their addresses.
 * @module
 */

import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { EXIT, FacepipeError, type GalleryStore, type StoreOptions } from "../../core/mod.ts";
import { openPostgresStore } from "./postgres/store.ts";
import { isPostgresUrl, parsePostgresUrl } from "./postgres/url.ts";
import { openShards } from "./shards/open_shards.ts";
import { readMark } from "./shards/shard.ts";
import { openSqliteStore } from "./sqlite/store.ts";

/** A scheme of two letters or more; one letter is a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Opens the store at an address: a path (or `sqlite:` and a path) of a SQLite file, or `postgres://…`; it is
 * made where there is none. Several addresses are shards, and are named in the same order each time;
 * one that is out of service now is asked again when it is needed.
 *
 * @throws FacepipeError BAD_PARAM (`--db`) for an address of another kind, for shards in another order, or for
 * one of them alone; STORAGE_ERROR.
 *
 * @example
 * ```ts
 * import { openStore } from "facepipe/formats";
 * import assert from "node:assert/strict";
 *
 * const store = await openStore([":memory:", ":memory:"]);
 * assert.deepEqual(await store.listGalleries("local"), { rows: [], liveServers: 2, totalServers: 2 });
 * await store.close();
 * ```
 */
export async function openStore(
  address: string | readonly string[],
  options: StoreOptions = {},
): Promise<GalleryStore> {
  const [first, ...others] = typeof address === "string" ? [address] : address;
  if (first === undefined) throw badAddress("Cannot use --db: expected a path or postgres://…");
  const places = [openerOf(first, options), ...others.map((other) => openerOf(other, options))] as const;
  if (others.length > 0) return openShards(places);
  return openWhole(await places[0].open());
}

/** How a store is opened, and its address without a password. */
function openerOf(address: string, options: StoreOptions) {
  if (isPostgresUrl(address)) {
    const shown = parsePostgresUrl(address).address;
    return { address: shown, open: () => openPostgresStore(address, options) };
  }
  const scheme = SCHEME.exec(address)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "sqlite")
    throw badAddress(`Cannot use --db ${scheme}:…: expected a path or postgres://…`);
  const path = sqlitePath(address);
  return { address: path, open: () => openSqliteStore(path, options) };
}

/** Whether there is something at an address that {@linkcode openStore} takes; a server is not asked. */
export async function hasStore(address: string): Promise<boolean> {
  const path = sqlitePath(address);
  if (SCHEME.test(path)) return true;
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

function sqlitePath(address: string): string {
  return address.replace(/^sqlite:/i, "");
}

async function openWhole(store: GalleryStore): Promise<GalleryStore> {
  try {
    const mark = await readMark(store);
    if (!mark) return store;
    const reason = `it holds a part of the faces: name all ${mark.total} shards`;
    throw badAddress(`Cannot use ${store.address}: ${reason}`);
  } catch (error) {
    await store.close();
    throw error;
  }
}

function badAddress(message: string): FacepipeError {
  return new FacepipeError("BAD_PARAM", message, { exit: EXIT.usage, param: "--db" });
}

/** Where galleries are kept unless told otherwise: by the rules of XDG, in the user's data folder. */
export function defaultDatabase(env: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  if (env.FACEPIPE_DB) return env.FACEPIPE_DB;
  // The XDG rules say that a relative path is invalid and must be ignored.
  const xdg = env.XDG_DATA_HOME;
  const data = xdg && isAbsolute(xdg) ? xdg : join(home, ".local", "share");
  return join(data, "facepipe", "galleries.db");
}
