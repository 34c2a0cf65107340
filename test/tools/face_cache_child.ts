/**
 * Writes entries to a cache of faces until it is killed: `node face_cache_child.js FOLDER FIRST`.
 * Prints a line for each.
 * @module
 */
import { openFaceCache } from "../../formats/mod.ts";
import { cachedFaces, shaOf } from "./cached_faces.ts";

const [folder, first] = process.argv.slice(2) as [string, string];
const cache = await openFaceCache(folder, { settings: "same", limit: 1e9, note: () => {} });
for (let i = Number(first); ; i = (i + 1) % 200) {
  await cache.write(shaOf(i), cachedFaces(i));
  process.stdout.write(`${i}\n`);
}
