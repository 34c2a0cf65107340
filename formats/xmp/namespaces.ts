/**
 * The namespaces of XMP that say who is on a photo, and the names in them.
 * @module
 */

/** Namespaces by the prefixes that everybody uses. */
export const NAMESPACES = {
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  x: "adobe:ns:meta/",
  dc: "http://purl.org/dc/elements/1.1/",
  /** Regions by the Metadata Working Group, Guidelines for Handling Image Metadata 2.0, section 5.9. */
  "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
  stArea: "http://ns.adobe.com/xmp/sType/Area#",
  stDim: "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
  /** Regions as Windows has them: "People Tagging Overview" of the Windows Imaging Component. */
  MP: "http://ns.microsoft.com/photo/1.2/",
  MPRI: "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
  MPReg: "http://ns.microsoft.com/photo/1.2/t/Region#",
  Iptc4xmpExt: "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
  digiKam: "http://www.digikam.org/ns/1.0/",
  lr: "http://ns.adobe.com/lightroom/1.0/",
  xmpNote: "http://ns.adobe.com/xmp/note/",
} as const;

/** A prefix of {@linkcode NAMESPACES}. */
export type Prefix = keyof typeof NAMESPACES;

/** A name as it is written: prefix, colon, local name. */
export type QName = `${Prefix}:${string}`;

/** A name in the form in which the tree has it: `{namespace}local`. */
export function expandedName(name: QName): string {
  const colon = name.indexOf(":");
  return `{${NAMESPACES[name.slice(0, colon) as Prefix]}}${name.slice(colon + 1)}`;
}
