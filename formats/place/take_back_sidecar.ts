/**
 * Takes back an XMP file that `place` wrote.
 * @module
 */
import { rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { FacepipeError, reasonOf } from "../../core/mod.ts";
import { ifPresent } from "./file_errors.ts";
import type { SidecarLine } from "./journal_lines.ts";
import { keptPath } from "./kept_files.ts";
import { hashFile } from "./read_file.ts";
import { findEntry } from "./remove_placed.ts";

/**
 * Removes a sidecar, or puts back what was there before it; true where it is gone now.
 *
 * @throws FacepipeError CONFLICT where it was changed since; STORAGE_ERROR where the system does not
 * let it go.
 */
export async function takeBackSidecar(root: string, line: SidecarLine, dryRun: boolean): Promise<boolean> {
  const path = join(root, line.path);
  try {
    const entry = await findEntry(root, line.path);
    if (entry === undefined) return false;
    const now = entry.isFile() ? (await hashFile(path)).sha256 : undefined;
    // The run was cut short before it had written anything, or this was done before.
    if (now !== undefined && now === line.kept?.sha256) return false;
    if (now !== line.written) {
      throw new FacepipeError("CONFLICT", `Cannot remove ${path}: it was changed after it was written`);
    }
    if (dryRun) return line.kept === undefined;
    if (line.kept === undefined) await ifPresent(unlink(path));
    else await rename(keptPath(root, line.kept.name), path);
    return line.kept === undefined;
  } catch (thrown) {
    if (thrown instanceof FacepipeError) throw thrown;
    throw new FacepipeError("STORAGE_ERROR", `Cannot remove ${path}: ${reasonOf(thrown)}`, { cause: thrown });
  }
}
