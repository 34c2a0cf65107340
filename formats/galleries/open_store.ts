/**
 * Opens gallery stores by their address.
 * @module
 */

import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { FacepipeError, type GalleryStore, type StoreOptions } from "../../core/mod.ts";
import { openSqliteStore } from "./sqlite/store.ts";

/** A scheme of two letters or more; one letter is a drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Opens the store at an address: a path (or `sqlite:` and a path) of a SQLite file.
 *
 * @throws FacepipeError BAD_PARAM (`--db`) for an address of another kind, STORAGE_ERROR.
 */
export async function openStore(address: string, options: StoreOptions = {}): Promise<GalleryStore> {
  const scheme = SCHEME.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) return openSqliteStore(address, options);
  if (scheme === "sqlite") return openSqliteStore(address.slice("sqlite:".length), options);
  throw new FacepipeError("BAD_PARAM", `Cannot use --db ${scheme}:…: expected a path`, { param: "--db" });
}

/** Where galleries are kept unless told otherwise: by the rules of XDG, in the user's data folder. */
export function defaultDatabase(env: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  if (env.FACEPIPE_DB) return env.FACEPIPE_DB;
  // The XDG rules say that a relative path is invalid and must be ignored.
  const xdg = env.XDG_DATA_HOME;
  const data = xdg && isAbsolute(xdg) ? xdg : join(home, ".local", "share");
  return join(data, "facepipe", "galleries.db");
}
