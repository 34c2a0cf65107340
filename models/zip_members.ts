/**
 * Takes single files out of a zip archive.
 * @module
 */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Entry, ZipFile } from "yauzl";
import type { ManifestNetwork } from "./manifest.ts";

/**
 * Writes the named networks of an archive into `folder`, each under its own plain name, whatever
 * folder of the archive it lies in. Names in the archive never become paths, and nothing is
 * unpacked whose size is not the manifest's.
 *
 * @throws where the archive is damaged or a network is not in it just once.
 */
export async function extractMembers(
  archive: string,
  networks: readonly ManifestNetwork[],
  folder: string,
): Promise<void> {
  const { openPromise } = await import("yauzl");
  const zip = await openPromise(archive, { autoClose: false, strictFileNames: true });
  try {
    const entries = await entriesByName(zip);
    for (const network of networks) {
      const bytes = await zip.openReadStreamPromise(onlyMember(entries, network));
      await pipeline(bytes, createWriteStream(join(folder, network.file)));
    }
  } finally {
    zip.close();
  }
}

async function entriesByName(zip: ZipFile): Promise<Map<string, Entry[]>> {
  const entries = new Map<string, Entry[]>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.slice(entry.fileName.lastIndexOf("/") + 1);
    entries.set(name, [...(entries.get(name) ?? []), entry]);
  }
  return entries;
}

function onlyMember(entries: Map<string, Entry[]>, { file, size }: ManifestNetwork): Entry {
  const [entry, ...others] = entries.get(file) ?? [];
  if (entry === undefined) throw new Error(`${file} is not in it`);
  if (others.length > 0) throw new Error(`${file} is in it ${others.length + 1} times`);
  // yauzl ends with an error where more or fewer bytes come than stated here.
  if (entry.uncompressedSize !== size) {
    throw new Error(`${file} has ${entry.uncompressedSize} bytes, the manifest states ${size}`);
  }
  return entry;
}
