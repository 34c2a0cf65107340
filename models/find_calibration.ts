/**
 * Finds the false-accept curve of whoever made the vectors of a stream.
 * @module
 */
import type { Calibration } from "../core/mod.ts";
import { BUILTIN_PACKS } from "./builtin_packs.ts";
import { findPack } from "./find_pack.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The false-accept curve of an embedder: from the pack that is named, if that is its embedder, else
 * from the built-in packs. Networks are told by their sha256, not by the names of packs.
 *
 * @param embedder As `name@sha256[:12]`, or undefined where the faces do not say.
 * @param pack Name or path of a pack.
 * @returns undefined where no pack knows it.
 * @throws {FacepipeError} exit 5 where there is no such pack, or the user's own is wrong.
 *
 * @example
 * ```ts
 * import { findCalibration } from "facepipe/models";
 * import assert from "node:assert/strict";
 *
 * assert.equal((await findCalibration("default@87aacdfe5751"))?.["1e-3"], 0.3474);
 * assert.equal(await findCalibration("mine@0123456789ab"), undefined);
 * ```
 */
export async function findCalibration(
  embedder: string | undefined,
  pack?: string,
): Promise<Calibration | undefined> {
  const named = pack === undefined ? [] : [(await findPack(pack)).manifest];
  const sha256 = embedder?.slice(embedder.lastIndexOf("@") + 1);
  return [...named, ...BUILTIN_PACKS].find((manifest) => isMadeBy(manifest, sha256))?.calibration;
}

/** Enough hex digits that no two networks share them. */
const SURE_DIGITS = 12;

function isMadeBy({ networks, calibration }: Manifest, sha256 = ""): boolean {
  const network = networks.embedder?.sha256;
  return calibration !== undefined && sha256.length >= SURE_DIGITS && network?.startsWith(sha256) === true;
}
