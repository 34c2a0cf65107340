/**
 * The file that says which files make up an index, and up to which change. It is replaced at once, so
 * a reader sees the index before or after a change, never between.
 * @module
 */
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { sumOf } from "./checksum.ts";
import { DamagedIndex } from "./damage.ts";
import type { GraphInfo } from "./graph.ts";
import { dropFiles, manifestName, newName } from "./index_files.ts";

const KIND = "facepipe vector index";
const VERSION = 1;

/** What makes up an index. */
export interface Manifest {
  readonly source: string;
  readonly embedder: string;
  readonly dimensions: number;
  /** Number of the last change that the files hold. */
  readonly generation: number;
  /** Another one whenever the manifest is written. */
  readonly mark: string;
  readonly segments: readonly { readonly file: string; readonly rows: number }[];
  readonly graph?: GraphInfo | undefined;
}

/**
 * Reads the manifest of a source.
 *
 * @returns undefined where there is none.
 * @throws DamagedIndex where it is not what was written, or of another version; the system's error
 * where it cannot be read.
 */
export async function readManifest(folder: string, source: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, manifestName(source)), "utf8").catch(
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === "ENOENT") return undefined;
      throw thrown;
    },
  );
  return text === undefined ? undefined : parse(text, source);
}

function parse(text: string, source: string): Manifest {
  const [sum, body = ""] = text.split("\n", 2);
  if (sum !== sumText(body)) throw new DamagedIndex("the checksum of its manifest is wrong");
  const { kind, version, ...manifest } = JSON.parse(body) as Manifest & { kind: string; version: number };
  if (kind !== KIND || version !== VERSION)
    throw new DamagedIndex(`its version is ${version}, not ${VERSION}`);
  if (manifest.source !== source) throw new DamagedIndex("it belongs to another gallery");
  return manifest;
}

/** Replaces the manifest, forced to disk. @throws the system's error where that fails. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const draft = newName(manifest.source, "json");
  const body = JSON.stringify({ kind: KIND, version: VERSION, ...manifest });
  try {
    const handle = await open(join(folder, draft), "wx", 0o600);
    try {
      await handle.writeFile(`${sumText(body)}\n${body}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(join(folder, draft), join(folder, manifestName(manifest.source)));
  } finally {
    await dropFiles(folder, [draft]);
  }
  await syncFolder(folder);
}

function sumText(body: string): string {
  return sumOf(new TextEncoder().encode(body)).toString(16).padStart(8, "0");
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // Folders cannot be opened on Windows; there the rename reaches the disk by itself.
  }
}
