/**
 * Where the tests find things.
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Folder of the six sample photos. */
export const SAMPLES = join(ROOT, "node_modules/@vladmandic/face-api/demo");

/** The sample photos. */
export const SAMPLE_NAMES = [1, 2, 3, 4, 5, 6].map((n) => `sample${n}.jpg`);

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findRoot(dirname(folder));
}
