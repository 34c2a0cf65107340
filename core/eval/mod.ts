/**
 * Measures against labelled data.
 * @module
 */
export * from "./box_metrics.ts";
export * from "./false_accepts.ts";
export * from "./group_metrics.ts";
export * from "./main_face.ts";
export * from "./pair_metrics.ts";
export * from "./photo_faces.ts";
export * from "./score_pairs.ts";
export type * from "./scored_pair.ts";
export type { PrecisionRecall } from "./share.ts";
