/**
 * Groups faces by person.
 * @module
 */
export * from "./average_linkage.ts";
export * from "./candidates.ts";
export * from "./constraint_set.ts";
export * from "./constraints.ts";
export * from "./group_faces.ts";
export type * from "./group_state.ts";
export * from "./known_people.ts";
export * from "./partition.ts";
export * from "./similarity_blocks.ts";
export { cosineSimilarity, type Vectors } from "./vectors.ts";
