/**
 * Names of detected faces from the faces that other programs marked.
 * @module
 */
import type { Box } from "../fields.ts";
import { type Constraint, constraintRule } from "../grouping/constraints.ts";
import type { FaceRecord, Photo } from "../records.ts";
import { matchBoxes } from "./match_boxes.ts";
import { type NamedRegion, regionsOf } from "./region_field.ts";

/** What {@linkcode nameFaces} found. */
export interface RegionNames {
  /** A name for each face that lies in a region. */
  readonly names: readonly Constraint[];
  /** How many regions there are. */
  readonly regions: number;
  /** How many of them lie on no face. */
  readonly unmatched: number;
  /** Why names cannot be used, in words. */
  readonly refused: readonly string[];
}

interface Region extends NamedRegion {
  readonly photo: string;
}

/** What is known of all photos of one content. */
interface Content {
  readonly regions: Region[];
  /** By id. */
  readonly faces: Map<string, Box>;
}

/**
 * Names faces by the `regions` of their photos: each region names at most one face and each face
 * has at most one name; the pairs that overlap most come first. Of photos of one content the regions
 * of the first path that has any count.
 *
 * @param isFree Tells whether a face may be named; others are taken, but keep what they have.
 *
 * @example
 * ```ts
 * import { type FaceRecord, nameFaces } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const records: FaceRecord[] = [
 *   { kind: "photo", path: "a.jpg", regions: [{ name: "Ann", bbox: [0, 0, 100, 120] }] },
 *   { kind: "face", faceId: "1f-0", path: "a.jpg", bbox: [10, 10, 90, 110] },
 * ];
 * assert.deepEqual(nameFaces(records).names, [
 *   { type: "name", faces: ["1f-0"], name: "Ann", at: { file: "the regions of a.jpg", line: 1 } },
 * ]);
 * ```
 */
export function nameFaces(
  records: Iterable<FaceRecord>,
  isFree: (faceId: string) => boolean = () => true,
): RegionNames {
  const names: Constraint[] = [];
  const refused = new Set<string>();
  let [regions, unmatched] = [0, 0];
  for (const content of contentsOf(records)) {
    const pairs = pairsOf(content);
    regions += content.regions.length;
    unmatched += content.regions.length - pairs.length;
    for (const [{ name, photo }, faceId] of pairs) {
      if (!isFree(faceId)) continue;
      const rule = constraintRule("name", [faceId], name);
      if (typeof rule === "string") refused.add(`${photo}: ${rule}`);
      else names.push({ ...rule, at: { file: `the regions of ${photo}`, line: 1 } });
    }
  }
  return { names, regions, unmatched, refused: [...refused].sort() };
}

function pairsOf({ regions, faces }: Content): (readonly [region: Region, faceId: string])[] {
  const ids = [...faces.keys()].sort();
  const boxes = ids.map((id) => faces.get(id)!);
  const regionBoxes = regions.map(({ bbox }) => bbox);
  return matchBoxes(regionBoxes, boxes).map(([region, face]) => [regions[region]!, ids[face]!]);
}

/** The contents with regions, by the first path of each. */
function contentsOf(records: Iterable<FaceRecord>): Content[] {
  const all = [...records];
  const photos = all.filter((record) => record.kind === "photo" && record.regions !== undefined) as Photo[];
  photos.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  const contents = new Map<string, Content>();
  const byPath = new Map<string, Content>();
  for (const photo of photos) {
    const key = photo.sha256 ?? photo.path;
    const content: Content = contents.get(key) ?? { regions: [], faces: new Map() };
    // Photos of one content were marked alike, or nobody knows which is right.
    if (content.regions.length === 0) {
      content.regions.push(...regionsOf(photo).map((region) => ({ ...region, photo: photo.path })));
    }
    contents.set(key, content);
    byPath.set(photo.path, content);
  }
  for (const face of all) {
    if (face.kind !== "face" || face.bbox === undefined) continue;
    const content = contents.get(face.sha256 ?? "") ?? byPath.get(face.path ?? "");
    content?.faces.set(face.faceId, face.bbox);
  }
  return [...contents.values()];
}
