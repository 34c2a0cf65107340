/**
 * Real networks and decoded photos for tests.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RgbImage } from "../../core/mod.ts";
import { PhotoPixels } from "../../core/photo_pixels.ts";
import { openPhotoReader } from "../../formats/mod.ts";
import {
  type Family,
  type LoadedNetwork,
  type NetworkInput,
  type OpenedPack,
  openPack,
  type Role,
} from "../../models/mod.ts";
import { TEST_MODELS } from "./default_pack.ts";
import { sha256 } from "./noise.ts";
import { SAMPLE_NAMES, SAMPLES } from "./paths.ts";
import { sharedData } from "./shared_data.ts";

/** The default pack. */
export function defaultPack(): Promise<OpenedPack> {
  return openPack("default", { dir: TEST_MODELS, fetchIfMissing: true });
}

/** A network of the default pack. */
export async function defaultNetwork(role: Role): Promise<LoadedNetwork> {
  return (await (await defaultPack()).load(role))!;
}

/** A network made of these bytes. */
export function networkOf(
  file: string,
  bytes: Uint8Array,
  family: Family,
  input?: NetworkInput,
): LoadedNetwork {
  return { spec: { file, sha256: sha256(bytes), family, ...(input && { input }) }, bytes };
}

/** A network of the evaluation data, or undefined where that is absent. */
export function sharedNetwork(file: string, family: Family): LoadedNetwork | undefined {
  const path = sharedData("weights", file);
  return path === undefined ? undefined : networkOf(file, readFileSync(path), family);
}

/** Why tests on the evaluation data are skipped. */
export const NO_SHARED_DATA = "the evaluation data is absent";

/** A photo, upright; shrunk to fit `[side, side]` if asked to. */
export async function decodePhoto(path: string, side?: number): Promise<RgbImage> {
  const reader = await openPhotoReader();
  const pixels = new PhotoPixels(await reader.open({ kind: "photo", path }));
  const { width, height } = pixels;
  return pixels.fitting(side === undefined ? [width, height] : [side, side]);
}

/** Paths of the six sample photos. */
export const SAMPLE_PATHS: readonly string[] = SAMPLE_NAMES.map((name) => join(SAMPLES, name));
