/**
 * Indexes of vectors behind galleries.
 * @module
 */
export type * from "./options.ts";
export * from "./vector_indexes.ts";
