/**
 * Records, stages and everything about faces that needs no input or output.
 * @module
 */
export * from "./analysis.ts";
export * from "./errors.ts";
export * from "./exit_codes.ts";
export * from "./fields.ts";
export type * from "./image.ts";
export * from "./protocol.ts";
export type * from "./records.ts";
