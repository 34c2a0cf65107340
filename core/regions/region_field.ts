/**
 * The field `regions` of photo records.
 * @module
 */
import type { Box, Json } from "../fields.ts";
import type { Photo } from "../records.ts";

/** A face that another program named. */
export interface NamedRegion {
  readonly name: string;
  /** In pixels of the upright photo. */
  readonly bbox: Box;
}

/** The regions of a photo that follow the documented form; a stream may have been edited. */
export function regionsOf({ regions = [] }: Pick<Photo, "regions">): NamedRegion[] {
  return regions.flatMap(({ name, bbox }) => {
    const isNamed = typeof name === "string" && name.trim() !== "";
    return isNamed && isBox(bbox) ? [{ name: name.trim(), bbox }] : [];
  });
}

function isBox(value: Json | undefined): value is Box {
  return Array.isArray(value) && value.length === 4 && value.every(Number.isFinite);
}
