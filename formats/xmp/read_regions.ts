/**
 * Marked faces in XMP: by the Metadata Working Group, as Lightroom, digiKam and Picasa write them,
 * and by Microsoft.
 * @module
 */
import type { Box, MarkedFace, MarkedFrame, StoredSize } from "../../core/mod.ts";
import { fieldOf, itemsOf, numberIn, plainText, propertyOf, type RdfValue } from "./rdf.ts";
import type { XmlElement } from "./xml.ts";

/** Faces that were marked on one picture. */
export interface MarkedFaces {
  readonly frame: MarkedFrame;
  readonly faces: readonly MarkedFace[];
}

/** A marked face and where it stands. */
export interface MarkedItem {
  /** The item of the list of regions. */
  readonly element: XmlElement;
  readonly face: MarkedFace;
}

/** As {@linkcode MarkedFaces}, for those who want to change them. */
export interface MarkedItems {
  readonly frame: MarkedFrame;
  readonly items: readonly MarkedItem[];
}

/** No photo shows more people that somebody marked one by one. */
export const MOST_FACES = 1000;

/** The faces that an `rdf:RDF` marks, those of the Metadata Working Group first. */
export function readMarkedFaces(rdf: XmlElement): MarkedFaces[] {
  return [workingGroupItems(rdf), microsoftItems(rdf)].flatMap(({ frame, items }) => {
    return items.length === 0 ? [] : [{ frame, faces: items.map(({ face }) => face) }];
  });
}

/** Regions of the Metadata Working Group that are faces. */
export function workingGroupItems(rdf: XmlElement): MarkedItems {
  const regions = propertyOf(rdf, "mwg-rs:Regions");
  const size = sizeOf(fieldOf(regions, "mwg-rs:AppliedToDimensions"));
  const list = itemsOf(fieldOf(regions, "mwg-rs:RegionList")).slice(0, MOST_FACES);
  const items = list.flatMap((element) => {
    const type = plainText(fieldOf(element, "mwg-rs:Type")) ?? "Face";
    const box = areaOf(fieldOf(element, "mwg-rs:Area"), size);
    const name = plainText(fieldOf(element, "mwg-rs:Name"));
    return type === "Face" && box ? [{ element, face: markedFace(box, name) }] : [];
  });
  return { frame: size, items };
}

/** A size is in pixels, or says nothing. */
function sizeOf(dimensions: RdfValue | undefined): StoredSize | undefined {
  const width = numberIn(fieldOf(dimensions, "stDim:w"));
  const height = numberIn(fieldOf(dimensions, "stDim:h"));
  const unit = plainText(fieldOf(dimensions, "stDim:unit")) ?? "pixel";
  if (unit !== "pixel" || !(width && height && width > 0 && height > 0)) return undefined;
  return { width, height };
}

/** An area has its centre, width and height, as a rule in parts of the picture's sides. */
function areaOf(area: RdfValue | undefined, size: StoredSize | undefined): Box | undefined {
  const [x, y, w, h] = (["x", "y", "w", "h"] as const).map((name) =>
    numberIn(fieldOf(area, `stArea:${name}`)),
  );
  if (x === undefined || y === undefined || !(w && h && w > 0 && h > 0)) return undefined;
  const box: Box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
  if (plainText(fieldOf(area, "stArea:unit")) !== "pixel") return box;
  return size && [box[0] / size.width, box[1] / size.height, box[2] / size.width, box[3] / size.height];
}

/** Regions of Microsoft. */
export function microsoftItems(rdf: XmlElement): MarkedItems {
  const list = itemsOf(fieldOf(propertyOf(rdf, "MP:RegionInfo"), "MPRI:Regions")).slice(0, MOST_FACES);
  const items = list.flatMap((element) => {
    const box = rectangleOf(plainText(fieldOf(element, "MPReg:Rectangle")));
    const name = plainText(fieldOf(element, "MPReg:PersonDisplayName"));
    return box ? [{ element, face: markedFace(box, name) }] : [];
  });
  return { frame: undefined, items };
}

/** A rectangle is `left, top, width, height` in parts of the picture's sides. */
function rectangleOf(text = ""): Box | undefined {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [x, y, w, h] = numbers as [number, number, number, number];
  const isRectangle = numbers.length === 4 && numbers.every(Number.isFinite) && w > 0 && h > 0;
  return isRectangle ? [x, y, x + w, y + h] : undefined;
}

function markedFace(box: Box, name: string | undefined): MarkedFace {
  return name === undefined ? { box } : { name, box };
}
