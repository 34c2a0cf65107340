/**
 * Labels to measure against.
 * @module
 */
export * from "./boxes.ts";
export * from "./meta_table.ts";
export * from "./pairs_csv.ts";
export * from "./people_labels.ts";
