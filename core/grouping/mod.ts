/**
 * Groups faces by person.
 * @module
 */
export * from "./average_linkage.ts";
export * from "./candidates.ts";
export { dot } from "./dot_products.ts";
export * from "./group_faces.ts";
export * from "./hits.ts";
export * from "./neighbor_index.ts";
export { EXACT_FACES, NEIGHBORS, type NeighborOptions, type Neighbors } from "./neighbors.ts";
export * from "./partition.ts";
export * from "./similarity_blocks.ts";
export { cosineSimilarity, type Vectors } from "./vectors.ts";
