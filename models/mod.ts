/**
 * Model packs and the networks that they bring, and the matrix product of grouping.
 * @module
 */
export * from "./grouping/onnx_blocks.ts";
export type * from "./pack.ts";
