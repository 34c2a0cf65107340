/**
 * Faces of photos that were looked at before, in a folder of the user's own.
 * @module
 */
export { clearFaceCache } from "./clear.ts";
export { type FaceCacheOptions, type FileFaceCache, openFaceCache } from "./open.ts";
export { type FaceCacheStats, faceCacheStats } from "./stats.ts";
