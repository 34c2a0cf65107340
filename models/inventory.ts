/**
 * What there is and in which state: the packs known by name, their files, their folder.
 * @module
 */
import { join } from "node:path";
import { BUILTIN_PACKS } from "./builtin_packs.ts";
import { modelsFolder } from "./cache_folder.ts";
import { findPack } from "./find_pack.ts";
import { type FileState, isPresent, stateOf } from "./install.ts";
import { type Manifest, type ManifestNetwork, networksOf } from "./manifest.ts";
import type { Family, Role } from "./pack.ts";
import { downloadSize } from "./sources.ts";

/** A network of a listed pack. */
export interface NetworkListing {
  readonly role: Role;
  readonly file: string;
  readonly family: Family;
  /** Bytes. */
  readonly size: number;
}

/** A pack as `models list` shows it. */
export interface PackListing {
  readonly name: string;
  readonly description: string;
  /** Name of the licence. */
  readonly licence: string;
  /** False where fetching needs `--accept-license`. */
  readonly commercial: boolean;
  /** Whether all files are there; their bytes are not read, see {@linkcode verifyPack}. */
  readonly installed: boolean;
  readonly networks: readonly NetworkListing[];
  /** Bytes that it takes on disk. */
  readonly size: number;
  /** Bytes to download. */
  readonly download: number;
}

/**
 * The packs that have a name, the default one first.
 *
 * @param options.dir Folder of the packs. Default: {@linkcode modelsFolder}.
 *
 * @example
 * ```ts
 * import { listPacks } from "facepipe/models";
 * import assert from "node:assert/strict";
 *
 * const [first] = await listPacks({ dir: "/tmp/no-models-here" });
 * assert.equal(first?.name, "default");
 * assert.equal(first.installed, false);
 * ```
 */
export async function listPacks(options: { dir?: string | undefined } = {}): Promise<PackListing[]> {
  const folder = modelsFolder(options.dir);
  return Promise.all(BUILTIN_PACKS.map((manifest) => listing(manifest, join(folder, manifest.name))));
}

async function listing(manifest: Manifest, folder: string): Promise<PackListing> {
  const entries = networksOf(manifest);
  const networks = entries.map(([, network]) => network);
  const present = await Promise.all(
    networks.map((network) => isPresent(join(folder, network.file), network)),
  );
  return {
    name: manifest.name,
    description: manifest.description,
    licence: manifest.licence.name,
    commercial: manifest.licence.commercial !== false,
    installed: present.every(Boolean),
    networks: entries.map(([role, { file, family, size }]) => ({ role, file, family, size })),
    size: networks.reduce((sum, { size }) => sum + size, 0),
    download: downloadSize(manifest.source, networks),
  };
}

/** What `models verify` finds out about one file. */
export interface FileReport {
  /** Name of the pack. */
  readonly pack: string;
  readonly role: Role;
  /** Full path. */
  readonly path: string;
  readonly state: FileState;
}

/**
 * Reads every file of a pack and compares it with the manifest.
 *
 * @param nameOrPath Name of a pack, or path of a user's own.
 * @throws FacepipeError (exit 5) where there is no such pack or a file cannot be read.
 */
export async function verifyPack(
  nameOrPath: string,
  options: { dir?: string | undefined } = {},
): Promise<FileReport[]> {
  const { manifest, folder } = await findPack(nameOrPath, options.dir);
  const report = async ([role, network]: [Role, ManifestNetwork]): Promise<FileReport> => {
    const path = join(folder, network.file);
    return { pack: manifest.name, role, path, state: await stateOf(path, network) };
  };
  return Promise.all(networksOf(manifest).map(report));
}

/**
 * {@linkcode verifyPack} for every pack that has a name and at least one file here.
 *
 * @throws FacepipeError (exit 5) where a file cannot be read.
 */
export async function verifyPresent(options: { dir?: string | undefined } = {}): Promise<FileReport[]> {
  const reports = await Promise.all(BUILTIN_PACKS.map(({ name }) => verifyPack(name, options)));
  return reports.filter((files) => files.some(({ state }) => state !== "missing")).flat();
}

/**
 * The folder of a pack's files, whether it exists or not.
 *
 * @throws FacepipeError (exit 5) where there is no such pack.
 */
export async function packFolder(
  nameOrPath: string,
  options: { dir?: string | undefined } = {},
): Promise<string> {
  return (await findPack(nameOrPath, options.dir)).folder;
}
