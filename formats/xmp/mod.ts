/**
 * Who is on a photo, as other programs write it down.
 * @module
 */
export { type PhotoRegions, RegionReader } from "./photo_regions.ts";
