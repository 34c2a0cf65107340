/**
 * What the page takes from the library, and no more: all of it becomes part of every page.
 * @module
 */
export { isMadeUpName as isUnnamed } from "../../../core/grouping/made_up_names.ts";
export { NOBODY_HERE, type ReviewAlbum, UNDECIDED } from "../../../core/review/album.ts";
export { Review } from "../../../core/review/review.ts";
export type { ReviewStep } from "../../../core/review/review_step.ts";
