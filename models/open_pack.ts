/**
 * Opens a pack for use: finds or fetches its files, and hands out their verified bytes.
 * @module
 */
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { modelError, reasonOf } from "../core/mod.ts";
import { type FetchOptions, fetchManifest, unusable } from "./fetch_pack.ts";
import { findPack } from "./find_pack.ts";
import { isPresent } from "./install.ts";
import { type Manifest, type ManifestNetwork, networksOf } from "./manifest.ts";
import type { LoadedNetwork, Role } from "./pack.ts";

/** How to open a pack. */
export interface OpenOptions extends FetchOptions {
  /** Fetch what is missing; otherwise that is an error. */
  readonly fetchIfMissing: boolean;
}

/** A pack whose files are there. */
export interface OpenedPack {
  readonly pack: Manifest;
  /**
   * The network for a role, or undefined where the pack has none. Its bytes are read once and
   * verified as they are handed out; they lie in shared memory, so worker threads get them without
   * a copy.
   *
   * @throws FacepipeError (exit 5) where they cannot be read or are not those of the manifest.
   */
  load(role: Role): Promise<LoadedNetwork | undefined>;
}

/** Larger files cannot be ONNX models: protobuf ends at 2 GiB. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Opens the pack with that name or at that path.
 *
 * @throws FacepipeError with exit 5 where there is no such pack or its files cannot be had, with
 * the command that fetches them; else as {@linkcode fetchPack}.
 *
 * @example
 * ```ts
 * import { openPack } from "facepipe/models";
 * import assert from "node:assert/strict";
 *
 * await assert.rejects(
 *   openPack("default", { dir: "/tmp/no-models-here", fetchIfMissing: false }),
 *   /run facepipe models fetch default/,
 * );
 * ```
 */
export async function openPack(nameOrPath: string, options: OpenOptions): Promise<OpenedPack> {
  const { manifest, folder } = await findPack(nameOrPath, options.dir);
  const missing = await missingFrom(manifest, folder);
  if (missing.length > 0) {
    if (!options.fetchIfMissing) throw unusable(manifest, missing, folder, options.dir);
    await fetchManifest(manifest, folder, options);
  }
  return {
    pack: manifest,
    async load(role) {
      const spec = manifest.networks[role];
      if (spec === undefined) return undefined;
      const bytes = await readVerified(join(folder, spec.file), spec);
      if (bytes === undefined) throw unusable(manifest, [spec], folder, options.dir);
      return { spec, bytes };
    },
  };
}

async function missingFrom(manifest: Manifest, folder: string): Promise<ManifestNetwork[]> {
  const missing: ManifestNetwork[] = [];
  for (const [, network] of networksOf(manifest)) {
    if (!(await isPresent(join(folder, network.file), network))) missing.push(network);
  }
  return missing;
}

/** The file's bytes, or undefined where they are not those of the manifest. */
async function readVerified(path: string, spec: ManifestNetwork): Promise<Uint8Array | undefined> {
  if (spec.size > MAX_BYTES) throw modelError(`Cannot read model ${path}: it is larger than 2 GiB`);
  try {
    const file = await open(path);
    try {
      const bytes = await readShared(file, spec.size);
      return createHash("sha256").update(bytes).digest("hex") === spec.sha256 ? bytes : undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw modelError(`Cannot read model ${path}: ${reasonOf(error)}`, "NOT_FOUND", error);
  }
}

/** The first `size` bytes of a file, zeros where it is shorter. */
async function readShared(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(new SharedArrayBuffer(size));
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes;
}
