/**
 * Fetches the files of a pack that are missing or damaged.
 * @module
 */
import { join } from "node:path";
import { type FacepipeError, modelError, reasonOf, storageError } from "../core/mod.ts";
import type { DownloadOptions } from "./download.ts";
import { findPack } from "./find_pack.ts";
import { install, isSystemError, stateOf } from "./install.ts";
import type { Manifest, ManifestNetwork } from "./manifest.ts";
import { networksOf } from "./manifest.ts";
import { bring, downloadSize } from "./sources.ts";
import { openWorkFolder } from "./work_folder.ts";

/** How far a fetch is. */
export interface FetchProgress {
  /** The pack. */
  readonly pack: string;
  /** Bytes that are there. npm tells nothing on its way, so its packages jump from 0 to the end. */
  readonly received: number;
  /** Bytes that there will be. */
  readonly total: number;
}

/** How to fetch a pack. */
export interface FetchOptions extends Pick<DownloadOptions, "signal" | "stallMs" | "retryMs"> {
  /** Folder of the packs. Default: {@linkcode modelsFolder}. */
  readonly dir?: string | undefined;
  /** Use no network: what is missing is an error. */
  readonly offline?: boolean | undefined;
  /** Agree to the licence of packs that are not free for commercial use. */
  readonly acceptLicense?: boolean | undefined;
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
}

/** What a fetch did. */
export interface FetchedPack {
  readonly name: string;
  /** Where its files are. */
  readonly folder: string;
  /** Names of the files that were fetched; empty where all were there. */
  readonly fetched: readonly string[];
}

/**
 * Makes sure that every file of a pack is there and intact, and fetches what is not. A file is
 * verified before it moves to its place, so an interrupted fetch leaves nothing half done and can
 * be repeated; it then goes on where it stopped, where the server allows. Any number of processes
 * may fetch the same pack at once.
 *
 * A licence that must be accepted is asked for only where something is fetched: the files get
 * there no other way, so their presence remembers the acceptance.
 *
 * @param nameOrPath Name of a pack, or path of a user's own, which is only verified.
 * @throws FacepipeError with exit 5 where a file cannot be had, is not the right one, or the
 * licence (LICENSE_ERROR) has not been accepted; with exit 6 where it cannot be stored.
 *
 * @example
 * ```ts
 * import { fetchPack } from "facepipe/models";
 * import assert from "node:assert/strict";
 *
 * await assert.rejects(
 *   fetchPack("buffalo_l", { dir: "/tmp/no-models-here" }),
 *   /licence .* must be accepted with --accept-license/,
 * );
 * ```
 */
export async function fetchPack(nameOrPath: string, options: FetchOptions = {}): Promise<FetchedPack> {
  const { manifest, folder } = await findPack(nameOrPath, options.dir);
  return fetchManifest(manifest, folder, options);
}

/** {@linkcode fetchPack} for a manifest and the folder of its files. */
export async function fetchManifest(
  manifest: Manifest,
  folder: string,
  options: FetchOptions = {},
): Promise<FetchedPack> {
  const wanted: ManifestNetwork[] = [];
  for (const [, network] of networksOf(manifest)) {
    if ((await stateOf(join(folder, network.file), network)) !== "ok") wanted.push(network);
  }
  if (wanted.length > 0) {
    refuseFetch(manifest, wanted, folder, options);
    await fetchInto(folder, manifest, wanted, options).catch(rethrowAsStorageError(folder));
  }
  return { name: manifest.name, folder, fetched: wanted.map(({ file }) => file) };
}

/** Throws where the pack may not be fetched. */
function refuseFetch(
  manifest: Manifest,
  wanted: readonly ManifestNetwork[],
  folder: string,
  options: FetchOptions,
): void {
  if (manifest.source.kind === "folder" || options.offline)
    throw unusable(manifest, wanted, folder, options.dir);
  const { name, url, commercial } = manifest.licence;
  if (commercial !== false || options.acceptLicense) return;
  const terms = url === undefined ? name : `${name}, ${url}`;
  throw modelError(
    `Cannot fetch model pack ${manifest.name}: its licence (${terms}) must be accepted with --accept-license`,
    "LICENSE_ERROR",
  );
}

/** The error of a pack whose files are missing or damaged and may not be fetched now; it says what helps. */
export function unusable(
  { name, source, licence }: Manifest,
  files: readonly ManifestNetwork[],
  folder: string,
  dir?: string,
): FacepipeError {
  const what = files.map(({ file }) => file).join(", ");
  const command = ["facepipe models fetch", name];
  if (licence.commercial === false) command.push("--accept-license");
  if (dir !== undefined) command.push("--dir", dir);
  const remedy = source.kind === "folder" ? "" : `, run ${command.join(" ")}`;
  return modelError(`Cannot use model pack ${name}: missing or damaged in ${folder}: ${what}${remedy}`);
}

async function fetchInto(
  folder: string,
  { name, source }: Manifest,
  wanted: readonly ManifestNetwork[],
  options: FetchOptions,
): Promise<void> {
  const total = downloadSize(source, wanted);
  const onBytes = (received: number) => options.onProgress?.({ pack: name, received, total });
  onBytes(0);
  const work = await openWorkFolder(folder);
  try {
    for await (const { network, path } of bring(source, wanted, work.path, { ...options, onBytes })) {
      await install(path, network, folder);
    }
  } catch (error) {
    await work.release();
    throw error;
  }
  await work.remove();
}

/** Errors of the system come from the folder: those of the network have become ours already. */
function rethrowAsStorageError(folder: string): (error: unknown) => never {
  return (error) => {
    throw isSystemError(error) ? storageError(`Cannot write to ${folder}: ${reasonOf(error)}`, error) : error;
  };
}
