/**
 * The real networks of the default pack, fetched once for all tests.
 * @module
 */
import { join } from "node:path";
import { type OpenedPack, openPack } from "../../models/mod.ts";
import { ROOT } from "./paths.ts";

/** `FACEPIPE_MODELS_DIR`, or `.cache/models` in the repository, which git ignores. */
export const TEST_MODELS = process.env.FACEPIPE_MODELS_DIR ?? join(ROOT, ".cache", "models");

let opened: Promise<OpenedPack> | undefined;

/** The bytes of one file of the default pack, such as `fr_detect.onnx`. */
export async function defaultPackFile(name: string): Promise<Uint8Array> {
  opened ??= openPack("default", { dir: TEST_MODELS, fetchIfMissing: true });
  const { pack, load } = await opened;
  const role = Object.entries(pack.networks).find(([, network]) => network.file === name)?.[0];
  const network = await load(role as keyof typeof pack.networks);
  if (network === undefined) throw new Error(`the default pack has no ${name}`);
  // ONNX Runtime takes no shared memory.
  return network.bytes.slice();
}
