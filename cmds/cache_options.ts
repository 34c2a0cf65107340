/**
 * Options of the cache of faces, and their way to it.
 * @module
 */

import { join } from "node:path";
import { counted, type DetectOptions, type Feature } from "../core/mod.ts";
import type { Context } from "./command.ts";
import type { Engine } from "./engine.ts";
import type { Options, ValuesOf } from "./option.ts";
import { VERSION } from "./version.ts";

const BYTES_PER_MB = 1e6;

/** The folder, for every command that looks into it. */
export const CACHE_FOLDER_OPTION = {
  "cache-dir": {
    type: "string",
    value: "folder",
    describe: "Folder that keeps found faces [default: facepipe/faces in the user's cache folder]",
  },
} as const satisfies Options;

/** Options of commands that find faces and may have found them before. */
export const CACHE_OPTIONS = {
  ...CACHE_FOLDER_OPTION,
  "cache-size": {
    type: "number",
    integer: true,
    min: 1,
    default: 2000,
    describe: "MB that the cache may hold; what was not used for longest goes",
  },
} as const satisfies Options;

/** The folder that the options name, or the default. */
export async function cacheFolderOf({ cacheDir }: ValuesOf<typeof CACHE_FOLDER_OPTION>): Promise<string> {
  if (cacheDir) return cacheDir;
  const { cacheFolder } = await import("../models/cache_folder.ts");
  return join(cacheFolder(), "faces");
}

/** Every option that changes what is found. */
export interface WayToLook
  extends Required<Pick<DetectOptions, "filters" | "keepFiltered" | "autorotate" | "normalized" | "crops">> {
  readonly detSize: readonly [width: number, height: number];
  readonly wanted: readonly Feature[];
}

/** The cache for one way to find faces. Where it knew photos, a note says so in the end. */
export async function openCache(
  args: ValuesOf<typeof CACHE_OPTIONS>,
  { identity, detector, embedder }: Engine,
  way: WayToLook,
  context: Pick<Context, "note" | "onExit">,
) {
  const { openFaceCache } = await import("../formats/mod.ts");
  const cache = await openFaceCache(await cacheFolderOf(args), {
    settings: [VERSION, identity, detector?.id, embedder?.id, Object.entries(way).sort()],
    limit: args.cacheSize * BYTES_PER_MB,
    note: context.note,
  });
  context.onExit(async () => {
    await cache.close();
    if (cache.hits === 0) return;
    context.note(`${counted(cache.hits, "photo")} had been looked at before; the faces come from the cache`);
  });
  return cache;
}
