/**
 * Groups faces by person.
 * @module
 */
export * from "./average_linkage.ts";
export * from "./candidates.ts";
export * from "./constraint_set.ts";
export * from "./constraints.ts";
export { dot } from "./dot_products.ts";
export * from "./group_faces.ts";
export type * from "./group_state.ts";
export * from "./hits.ts";
export type * from "./insight_options.ts";
export * from "./known_people.ts";
export * from "./made_up_names.ts";
export * from "./neighbor_index.ts";
export { EXACT_FACES, NEIGHBORS, type NeighborOptions, type Neighbors } from "./neighbors.ts";
export * from "./partition.ts";
export type { PeopleOptions } from "./people_settings.ts";
export * from "./similarity_blocks.ts";
export { cosineSimilarity, type Vectors } from "./vectors.ts";
