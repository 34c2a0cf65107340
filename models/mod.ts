/**
 * Model packs and the networks that they bring.
 * @module
 */
export { BUILTIN_PACKS, DEFAULT_PACK } from "./builtin_packs.ts";
export * from "./cache_folder.ts";
export * from "./manifest.ts";
export type * from "./pack.ts";
