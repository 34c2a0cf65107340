/**
 * What XMP files beside photos are called.
 * @module
 */
import { extname } from "node:path";

/** How a sidecar is named after its photo: `a.jpg.xmp` as digiKam and darktable do, `a.xmp` as Adobe's programs do. */
export const SIDECAR_NAMES = ["full", "stem"] as const;

/** One of the {@linkcode SIDECAR_NAMES}. */
export type SidecarName = (typeof SIDECAR_NAMES)[number];

/** The path of a photo's sidecar. */
export function sidecarPath(photo: string, name: SidecarName): string {
  return `${name === "full" ? photo : photo.slice(0, photo.length - extname(photo).length)}.xmp`;
}

/** Where a photo's sidecars may be; that of its full name first, because it is surely its own. */
export function possibleSidecars(photo: string): string[] {
  const paths = SIDECAR_NAMES.map((name) => sidecarPath(photo, name));
  return [...new Set(paths.flatMap((path) => [path, path.replace(/xmp$/, "XMP")]))];
}
