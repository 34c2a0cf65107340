/**
 * Faces that other programs marked on photos, and ours for them.
 * @module
 */
export * from "./match_boxes.ts";
export * from "./name_faces.ts";
export * from "./orientation.ts";
export * from "./region.ts";
export * from "./region_field.ts";
