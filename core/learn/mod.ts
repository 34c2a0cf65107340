/**
 * Learns from folders that somebody put in order by hand.
 * @module
 */
export type { FoundFile } from "./current_files.ts";
export * from "./learn_corrections.ts";
export type { Learned } from "./lesson.ts";
export type { PlacedFile } from "./placed_entries.ts";
