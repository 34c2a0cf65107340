/**
 * What makes grouping fast for many faces, loaded when there are many.
 * @module
 */
import type { GroupOptions } from "../core/mod.ts";

/** ONNX Runtime for exact neighbours, usearch for approximate ones. */
export const FAST_GROUPING = {
  openBlocks: async () => (await import("../models/mod.ts")).openOnnxBlocks(),
  openIndex: async () => (await import("../models/mod.ts")).openUsearchIndex(),
} as const satisfies GroupOptions;
