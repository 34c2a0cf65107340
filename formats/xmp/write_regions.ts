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
} from "../../core/mod.ts";
import { addToList, append, declarations, removeProperty, setField } from "./edit_rdf.ts";
import { containerOf, fieldOf, findRdf, propertyOf } from "./rdf.ts";
import type { MarkedItem } from "./read_regions.ts";
import { MICROSOFT, type RegionSchema, WORKING_GROUP } from "./region_schemas.ts";
import { formatXml, parseXml, type XmlElement } from "./xml.ts";

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
  schema: RegionSchema,
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
  schema: RegionSchema,
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
