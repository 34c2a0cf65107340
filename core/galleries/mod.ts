/**
 * Galleries of known faces: ids, metadata, filters, documents, and the driver behind them.
 * @module
 */
export * from "./client.ts";
export type * from "./client_backend.ts";
export * from "./confidence.ts";
export type * from "./detection.ts";
export type * from "./document_filter.ts";
export { compileFilter } from "./document_match.ts";
export type * from "./document_stores.ts";
export { compileUpdate } from "./document_update.ts";
export * from "./documents.ts";
export * from "./enrol.ts";
export * from "./errors.ts";
export * from "./face_facts.ts";
export * from "./face_records.ts";
export * from "./filters.ts";
export * from "./gallery.ts";
export * from "./gallery_name.ts";
export * from "./identify_persons.ts";
export * from "./identify_stage.ts";
export * from "./ids.ts";
export * from "./main_face_runs.ts";
export * from "./meta.ts";
export * from "./open_galleries.ts";
export * from "./scan_index.ts";
export * from "./store.ts";
export * from "./terms.ts";
export type * from "./vector_index.ts";
export * from "./waiting.ts";
