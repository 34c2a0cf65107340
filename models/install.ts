/**
 * Moves a file of a pack to its place: forced to disk, verified, then renamed, so that what lies
 * there is always whole.
 * @module
 */
import { open, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { modelError, reasonOf } from "../core/mod.ts";
import { sha256OfFile } from "./hash_file.ts";
import type { ManifestNetwork } from "./manifest.ts";

/** What is known of a file of a pack. */
export type FileState = "ok" | "missing" | "corrupt";

/** Whether a file has the size that the manifest states; its bytes are not read. */
export async function isPresent(path: string, network: ManifestNetwork): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() === true && stats.size === network.size;
}

/**
 * Compares a file's bytes with the manifest.
 *
 * @throws FacepipeError (exit 5) where they cannot be read.
 */
export async function stateOf(path: string, network: ManifestNetwork): Promise<FileState> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) return "missing";
  if (!(await isPresent(path, network))) return "corrupt";
  const sha256 = await sha256OfFile(path).catch((error: unknown) => {
    throw modelError(`Cannot read model ${path}: ${reasonOf(error)}`, "NOT_FOUND", error);
  });
  return sha256 === network.sha256 ? "ok" : "corrupt";
}

/**
 * Verifies the file `from` and moves it into `folder`, over what is there.
 *
 * @throws FacepipeError (exit 5) where its bytes are not those of the manifest; the system's error
 * where it cannot be moved.
 */
export async function install(from: string, network: ManifestNetwork, folder: string): Promise<void> {
  // Windows syncs only what is open for writing.
  await forceToDisk(from, "r+");
  const sha256 = await sha256OfFile(from);
  if (sha256 !== network.sha256) {
    throw modelError(
      `Cannot use ${network.file}: its sha256 is ${sha256}, the manifest states ${network.sha256}`,
    );
  }
  const to = join(folder, network.file);
  await rename(from, to);
  await forceToDisk(dirname(to), "r").catch(() => {
    // Folders cannot be opened on Windows; there the rename reaches the disk by itself.
  });
}

async function forceToDisk(path: string, flags: "r" | "r+"): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether an error comes from a system call, such as one on a file. */
export function isSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && "syscall" in thrown;
}
