/**
 * Brings the files of a pack from where they are published into a work folder.
 * @module
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { modelError, reasonOf } from "../core/mod.ts";
import { type DownloadOptions, download } from "./download.ts";
import { isSystemError } from "./install.ts";
import type { FilesSource, ManifestNetwork, NpmSource, Source, ZipSource } from "./manifest.ts";
import { extractTarball, npmTarball } from "./npm_tarball.ts";
import { extractMembers } from "./zip_members.ts";

/** A network that has arrived, and where; its bytes are still to be verified. */
export interface Arrival {
  readonly network: ManifestNetwork;
  readonly path: string;
}

/** How many bytes must be downloaded to get `wanted`. */
export function downloadSize(source: Source, wanted: readonly ManifestNetwork[]): number {
  if (source.kind === "npm" || source.kind === "zip") return source.size;
  return wanted.reduce((sum, { size }) => sum + size, 0);
}

/**
 * Brings `wanted` into the folder `work`, going on with what an earlier fetch left there.
 * `options.onBytes` is told how much of {@linkcode downloadSize} has been received.
 */
export function bring(
  source: Source,
  wanted: readonly ManifestNetwork[],
  work: string,
  options: DownloadOptions,
): AsyncIterable<Arrival> {
  switch (source.kind) {
    case "npm":
      return fromNpm(source, wanted, work, options);
    case "zip":
      return fromZip(source, wanted, work, options);
    case "files":
      return fromFiles(source, wanted, work, options);
    case "folder":
      throw new TypeError("a folder is not fetched");
  }
}

async function* fromNpm(
  source: NpmSource,
  wanted: readonly ManifestNetwork[],
  work: string,
  { signal, onBytes }: DownloadOptions,
): AsyncIterable<Arrival> {
  // npm starts over each time: what it left in the middle is of no use.
  const folder = join(work, "npm");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const tarball = await npmTarball(source, folder, signal);
  onBytes?.(source.size);
  await unpacking(source.package, extractTarball(tarball, source, wanted, folder));
  yield* arrived(wanted, folder);
}

async function* fromZip(
  source: ZipSource,
  wanted: readonly ManifestNetwork[],
  work: string,
  options: DownloadOptions,
): AsyncIterable<Arrival> {
  const archive = partial(work, source.sha256);
  await download(source, archive, options);
  await unpacking(source.url, extractMembers(archive, wanted, work));
  yield* arrived(wanted, work);
}

async function* fromFiles(
  { urls }: FilesSource,
  wanted: readonly ManifestNetwork[],
  work: string,
  options: DownloadOptions,
): AsyncIterable<Arrival> {
  let before = 0;
  for (const network of wanted) {
    const { size, sha256, file } = network;
    const url = urls[file];
    if (url === undefined) throw new TypeError(`the manifest has no address for ${file}`);
    const path = partial(work, sha256);
    const onBytes = (received: number) => options.onBytes?.(before + received);
    await download({ url, size, sha256 }, path, { ...options, onBytes });
    yield { network, path };
    before += size;
  }
}

/** Names the archive in errors, but for those of the system, which are about the disk. */
async function unpacking(archive: string, work: Promise<void>): Promise<void> {
  return work.catch((error: unknown) => {
    if (isSystemError(error)) throw error;
    throw modelError(`Cannot unpack ${archive}: ${reasonOf(error)}`, "NOT_FOUND", error);
  });
}

/** Named by what it will be, so that it is never continued with bytes of another version. */
function partial(work: string, sha256: string): string {
  return join(work, `${sha256.slice(0, 16)}.part`);
}

function* arrived(networks: readonly ManifestNetwork[], folder: string): Iterable<Arrival> {
  for (const network of networks) yield { network, path: join(folder, network.file) };
}
