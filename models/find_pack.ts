/**
 * Finds a pack by its name or by the path of a user's own.
 * @module
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { modelError } from "../core/mod.ts";
import { BUILTIN_PACKS } from "./builtin_packs.ts";
import { modelsFolder } from "./cache_folder.ts";
import { type FoundPack, readUserPack } from "./user_pack.ts";

/**
 * The pack with that name, or the one in that folder or `pack.json`. A name comes first: `default`
 * is the built-in pack even where a folder of that name exists, and `./default` is the folder.
 *
 * @param dir Where fetched packs are kept, see {@linkcode modelsFolder}.
 * @throws FacepipeError (exit 5) where there is no such pack, or the user's own is wrong.
 */
export async function findPack(nameOrPath: string, dir?: string): Promise<FoundPack> {
  const manifest = BUILTIN_PACKS.find(({ name }) => name === nameOrPath);
  if (manifest !== undefined) return { manifest, folder: join(modelsFolder(dir), manifest.name) };
  if (!/[\\/]/.test(nameOrPath) && !(await exists(nameOrPath))) {
    const names = BUILTIN_PACKS.map(({ name }) => name).join(", ");
    throw modelError(
      `Cannot find model pack ${nameOrPath}: it is neither one of ${names} nor a folder with a pack.json`,
    );
  }
  return readUserPack(nameOrPath);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
