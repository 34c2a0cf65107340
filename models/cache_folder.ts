/**
 * Where models and other things that can be had again are kept, by the habits of each platform.
 * @module
 */
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** What decides where models are kept; the running process unless told otherwise. */
export interface Surroundings {
  readonly env: { readonly [name: string]: string | undefined };
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/**
 * The folder that holds one folder per pack: `dir`, else `FACEPIPE_MODELS_DIR`, else
 * `facepipe/models` under the user's cache folder (`XDG_CACHE_HOME`, or the platform's own).
 * Nothing is created.
 *
 * @example
 * ```ts
 * import { modelsFolder } from "facepipe/models";
 * import assert from "node:assert/strict";
 *
 * const surroundings = { env: {}, platform: "linux", home: "/home/ada" } as const;
 * assert.equal(modelsFolder(undefined, surroundings), "/home/ada/.cache/facepipe/models");
 * ```
 */
export function modelsFolder(dir?: string, surroundings: Surroundings = thisProcess()): string {
  const chosen = dir || surroundings.env.FACEPIPE_MODELS_DIR;
  return chosen ? resolve(chosen) : join(cacheFolder(surroundings), "models");
}

function thisProcess(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir() };
}

/** The folder of all that facepipe can make or fetch again: `facepipe` in the user's cache folder. */
export function cacheFolder(surroundings: Surroundings = thisProcess()): string {
  return join(userCacheFolder(surroundings), "facepipe");
}

function userCacheFolder({ env, platform, home }: Surroundings): string {
  // The XDG rules say that a relative path is invalid and must be ignored.
  const xdg = env.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return xdg;
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32") return env.LOCALAPPDATA || join(home, "AppData", "Local");
  return join(home, ".cache");
}
