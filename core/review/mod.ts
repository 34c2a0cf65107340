/**
 * Looking through a grouping and putting it right, as the page of `report` does.
 * @module
 */
export * from "./album.ts";
export * from "./review.ts";
export type * from "./review_step.ts";
