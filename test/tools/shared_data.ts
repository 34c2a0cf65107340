/**
 * Where tests find the evaluation data, which is not part of the repository.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

/**
 * The path of a file or folder of the evaluation data, or undefined where it is absent: looked up
 * in `FACEPIPE_SHARED_DATA`, then in `shared/data` beside the repository.
 */
export function sharedData(...parts: string[]): string | undefined {
  const folders = [process.env.FACEPIPE_SHARED_DATA, join(ROOT, "..", "shared", "data")];
  for (const folder of folders) {
    const path = folder && join(folder, ...parts);
    if (path && existsSync(path)) return path;
  }
  return undefined;
}
