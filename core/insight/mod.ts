/**
 * Looks into groupings: why, how surely, and what is worth a second look.
 * @module
 */
export * from "./dendrogram.ts";
export * from "./explain.ts";
export * from "./find_face.ts";
export * from "./full_tree.ts";
export * from "./join_tree.ts";
export * from "./suggest.ts";
export * from "./suggest_grouped.ts";
