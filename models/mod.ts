/**
 * Model packs and the networks that they bring, and the matrix product of grouping.
 * @module
 */
export * from "./analyzer.ts";
export { BUILTIN_PACKS, DEFAULT_PACK } from "./builtin_packs.ts";
export * from "./cache_folder.ts";
export { type Device, deviceName, GPU_PROVIDERS, type GpuProvider, type GpuRequest } from "./device.ts";
export { type FetchedPack, type FetchOptions, type FetchProgress, fetchPack } from "./fetch_pack.ts";
export { findCalibration } from "./find_calibration.ts";
export * from "./grouping/onnx_blocks.ts";
export * from "./grouping/usearch_index.ts";
export type { FileState } from "./install.ts";
export * from "./inventory.ts";
export * from "./manifest.ts";
export * from "./open_pack.ts";
export type * from "./pack.ts";
export * from "./provider_states.ts";
export * from "./vector_index/mod.ts";
