/**
 * Writes who is on a photo into XMP, beside what others wrote there.
 * @module
 */
import {
  type Box,
  boxInFile,
  boxOnPhoto,
  FacepipeError,
  frameOf,
  matchBoxes,
  type PhotoFrame,
  storedSizeOf,
} from "../../core/mod.ts";
import { addToList, append, declarations, removeProperty, setField } from "./edit_rdf.ts";
import type { QName } from "./namespaces.ts";
import { containerOf, fieldOf, findRdf, propertyOf } from "./rdf.ts";
import { type MarkedItem, type MarkedItems, microsoftItems, workingGroupItems } from "./read_regions.ts";
import { encodeXml, formatXml, parseXml, type XmlElement } from "./xml.ts";

/** A face to write. */
export interface FaceMark {
  /** Absent where nobody knows who it is. */
  readonly name?: string;
  /** In pixels of the upright photo. */
  readonly bbox: Box;
}

/** What {@linkcode writeFaces} made. */
export interface WrittenFaces {
  /** The packet; undefined where it said all that already. */
  readonly text: string | undefined;
  /** Names that others gave to faces that have other names here; theirs stay. */
  readonly kept: readonly { readonly theirs: string; readonly ours: string }[];
}

/** One of the two ways to write regions. */
interface Schema {
  readonly property: QName;
  readonly list: QName;
  readonly name: QName;
  readonly items: (rdf: XmlElement) => MarkedItems;
  /** A region as an item of a list. */
  readonly item: (box: Box, name: string | undefined) => string;
  /** The property with its items. */
  readonly whole: (items: string, photo: PhotoFrame) => string;
}

const EMPTY = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta${declarations("x")} x:xmptk="facepipe">
<rdf:RDF${declarations("rdf")}>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;

/**
 * Adds faces to XMP: as regions by the Metadata Working Group and by Microsoft, and the names as
 * keywords, as people in the picture (IPTC), and as tags of digiKam and Lightroom.
 *
 * What is there stays. A face that is marked already only gets its name where it has none. Regions
 * that were marked on another crop of the photo mean nothing any more and are replaced.
 *
 * @param existing The packet that is there.
 * @throws FacepipeError EXTRACTION_ERROR where that is no XMP. The message says only why.
 */
export async function writeFaces(
  existing: string | undefined,
  marks: readonly FaceMark[],
  photo: PhotoFrame,
): Promise<WrittenFaces> {
  // Whatever it was read from, it is written in UTF-8.
  const text = existing?.replace(/^(<\?xml [^>]*encoding=["'])[^"']*/i, "$1UTF-8");
  const nodes = await parseXml(text ?? EMPTY);
  const rdf = findRdf(nodes);
  if (rdf === undefined) throw new FacepipeError("EXTRACTION_ERROR", "it has no rdf:RDF");
  const group = await writeSchema(rdf, WORKING_GROUP, marks, photo);
  // What others said in the one way counts for the other.
  const windows = await writeSchema(rdf, MICROSOFT, group.marks, photo);
  let changed = group.changed || windows.changed;
  const names = new Set(windows.marks.flatMap(({ name }) => name ?? []));
  const sorted = [...names].sort();
  for (const [name, container, before] of LISTS) {
    const texts = sorted.map((text) => (before === "" ? text : before + text.replaceAll(/[/|]/g, "_")));
    if (await addToList(rdf, name, container, texts)) changed = true;
  }
  return { text: changed ? formatXml(nodes) : undefined, kept: [...group.kept, ...windows.kept] };
}

/** Lists that names go to, with what precedes each. */
const LISTS = [
  ["dc:subject", "Bag", ""],
  ["Iptc4xmpExt:PersonInImage", "Bag", ""],
  ["digiKam:TagsList", "Seq", "People/"],
  ["lr:hierarchicalSubject", "Bag", "People|"],
] as const;

interface SchemaResult {
  changed: boolean;
  /** The faces with the names that they have now. */
  readonly marks: FaceMark[];
  readonly kept: { readonly theirs: string; readonly ours: string }[];
}

async function writeSchema(
  rdf: XmlElement,
  schema: Schema,
  marks: readonly FaceMark[],
  photo: PhotoFrame,
): Promise<SchemaResult> {
  const { frame, items } = schema.items(rdf);
  const picture = frameOf(frame, photo);
  const list = containerOf(fieldOf(propertyOf(rdf, schema.property), schema.list));
  if (list !== undefined && picture !== undefined) {
    const bboxes = items.map(({ face }) => boxOnPhoto(face, frame, photo) ?? NOWHERE);
    const seen = picture === "upright" ? { ...photo, orientation: 1 } : photo;
    return await addToItems(schema, list, { items, bboxes }, marks, (bbox) => boxInFile(bbox, seen));
  }
  if (marks.length === 0) return { changed: false, marks: [], kept: [] };
  removeProperty(rdf, schema.property);
  const all = marks.map(({ bbox, name }) => schema.item(boxInFile(bbox, photo), name)).join("\n");
  await append(rdf, schema.whole(all, photo));
  return { changed: true, marks: [...marks], kept: [] };
}

/** The box of a region that lies outside of the photo. */
const NOWHERE: Box = [-1, -1, -1, -1];

/** Adds marks to a list of regions; `boxOf` gives their boxes as the list has boxes. */
async function addToItems(
  schema: Schema,
  list: XmlElement,
  known: { readonly items: readonly MarkedItem[]; readonly bboxes: readonly Box[] },
  marks: readonly FaceMark[],
  boxOf: (bbox: Box) => Box,
): Promise<SchemaResult> {
  const pairs = new Map(
    matchBoxes(
      marks.map(({ bbox }) => bbox),
      known.bboxes,
    ),
  );
  const result: SchemaResult = { changed: false, marks: [], kept: [] };
  for (const [index, { name, bbox }] of marks.entries()) {
    const item = known.items[pairs.get(index) ?? -1];
    const theirs = item?.face.name;
    const final = theirs ?? name;
    result.marks.push(final === undefined ? { bbox } : { name: final, bbox });
    if (theirs !== undefined && name !== undefined && theirs !== name)
      result.kept.push({ theirs, ours: name });
    if (item !== undefined && (theirs !== undefined || name === undefined)) continue;
    result.changed = true;
    if (item === undefined) await append(list, schema.item(boxOf(bbox), name));
    else await setField(item.element, schema.name, name!);
  }
  return result;
}

const WORKING_GROUP: Schema = {
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

const MICROSOFT: Schema = {
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
