/**
 * The files that somebody sees in a folder that `place` made.
 * @module
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Whether a file is the XMP file of a photo, which shows nobody itself. */
export function isSidecar(path: string): boolean {
  return /\.xmp$/iu.test(path);
}

/** Paths of all files and symbolic links below a folder that are not hidden, with slashes, sorted. */
export async function filesBelow(root: string): Promise<string[]> {
  const paths: string[] = [];
  const folders = [""];
  for (const folder of folders) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      if (entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) paths.push(path);
    }
  }
  return paths.sort();
}
