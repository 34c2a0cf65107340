/**
 * The two ways to write regions.
 * @module
 */
import { type Box, type PhotoFrame, storedSizeOf } from "../../core/mod.ts";
import { declarations } from "./edit_rdf.ts";
import type { QName } from "./namespaces.ts";
import { type MarkedItems, microsoftItems, workingGroupItems } from "./read_regions.ts";
import { encodeXml, type XmlElement } from "./xml.ts";

/** A way to write regions. */
export interface RegionSchema {
  readonly property: QName;
  readonly list: QName;
  readonly name: QName;
  readonly items: (rdf: XmlElement) => MarkedItems;
  /** A region as an item of a list. */
  readonly item: (box: Box, name: string | undefined) => string;
  /** The property with its items. */
  readonly whole: (items: string, photo: PhotoFrame) => string;
}

/** By the Metadata Working Group. */
export const WORKING_GROUP: RegionSchema = {
  property: "mwg-rs:Regions",
  list: "mwg-rs:RegionList",
  name: "mwg-rs:Name",
  items: workingGroupItems,
  item: ([x1, y1, x2, y2], name) => {
    const area = { x: (x1 + x2) / 2, y: (y1 + y2) / 2, w: x2 - x1, h: y2 - y1 };
    const numbers = Object.entries(area).map(([key, value]) => ` stArea:${key}="${decimal(value)}"`);
    return `<rdf:li${declarations("rdf", "mwg-rs", "stArea")} rdf:parseType="Resource">
 <mwg-rs:Area${numbers.join("")} stArea:unit="normalized"/>
${name === undefined ? "" : ` <mwg-rs:Name>${encodeXml(name)}</mwg-rs:Name>\n`} <mwg-rs:Type>Face</mwg-rs:Type>
</rdf:li>`;
  },
  whole: (items, photo) => {
    const { width, height } = storedSizeOf(photo);
    return `<rdf:Description rdf:about=""${declarations("rdf", "mwg-rs", "stDim")}>
<mwg-rs:Regions rdf:parseType="Resource">
<mwg-rs:AppliedToDimensions stDim:w="${width}" stDim:h="${height}" stDim:unit="pixel"/>
<mwg-rs:RegionList>
<rdf:Bag>
${items}
</rdf:Bag>
</mwg-rs:RegionList>
</mwg-rs:Regions>
</rdf:Description>`;
  },
};

/** By Microsoft. */
export const MICROSOFT: RegionSchema = {
  property: "MP:RegionInfo",
  list: "MPRI:Regions",
  name: "MPReg:PersonDisplayName",
  items: microsoftItems,
  item: ([x1, y1, x2, y2], name) => {
    const rectangle = [x1, y1, x2 - x1, y2 - y1].map(decimal).join(", ");
    const display = name === undefined ? "" : ` MPReg:PersonDisplayName="${encodeXml(name)}"`;
    return `<rdf:li${declarations("rdf")}><rdf:Description${declarations("MPReg")} MPReg:Rectangle="${rectangle}"${display}/></rdf:li>`;
  },
  whole: (items) => `<rdf:Description rdf:about=""${declarations("rdf", "MP", "MPRI")}>
<MP:RegionInfo rdf:parseType="Resource">
<MPRI:Regions>
<rdf:Bag>
${items}
</rdf:Bag>
</MPRI:Regions>
</MP:RegionInfo>
</rdf:Description>`,
};

/** Six places are a hundredth of a pixel of the widest photos. */
function decimal(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}
