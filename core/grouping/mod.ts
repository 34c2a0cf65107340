/**
 * Groups faces by person.
 * @module
 */
export * from "./average_linkage.ts";
export { dot } from "./dot_products.ts";
export * from "./group_faces.ts";
export * from "./similarity_blocks.ts";
export { cosineSimilarity, type Vectors } from "./vectors.ts";
