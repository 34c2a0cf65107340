/**
 * What reports and pictures of a grouping are made of.
 * @module
 */
export * from "./album.ts";
export * from "./portrait_area.ts";
