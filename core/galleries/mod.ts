/**
 * Galleries of known faces: ids, metadata, filters, documents, and the driver behind them.
 * @module
 */
export * from "./client.ts";
export type * from "./client_backend.ts";
export type * from "./detection.ts";
export type * from "./document_filter.ts";
export type * from "./document_stores.ts";
export * from "./documents.ts";
export * from "./errors.ts";
export * from "./face_facts.ts";
export * from "./filters.ts";
export * from "./gallery.ts";
export * from "./ids.ts";
export * from "./meta.ts";
export * from "./store.ts";
export * from "./terms.ts";
export type * from "./vector_index.ts";
