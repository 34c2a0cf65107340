/**
 * The option of commands that read what other programs know of photos.
 * @module
 */
import type { Options } from "./option.ts";

/** Names of faces from other programs. */
export const REGIONS_OPTION = {
  regions: {
    type: "boolean",
    describe:
      "Read the names that Lightroom, digiKam, Picasa and others gave to faces, from XMP in photos, XMP files beside them, and .picasa.ini; faces in these regions are grouped under their names",
  },
} as const satisfies Options;
