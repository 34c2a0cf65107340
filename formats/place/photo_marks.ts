/**
 * What is to be written about the faces of a photo.
 * @module
 */
import { isMadeUpName, matchBoxes, type PhotoFrame, type PlaceablePhoto, regionsOf } from "../../core/mod.ts";
import { readPhotoFile } from "../photo_file.ts";
import { readFacts } from "../photo_reader.ts";
import type { FaceMark } from "../xmp/write_regions.ts";
import type { ContentSources } from "./sources.ts";

/**
 * The faces of a content, by id, and after them the regions of `scan --regions` in which no face was
 * found. A face has the name that it has in the stream, else that of its region; `person-0001` and
 * the like are no names.
 */
export function marksOf(photos: readonly PlaceablePhoto[]): FaceMark[] {
  const marks = facesOf(photos);
  const regions = photos.flatMap(({ header }) => regionsOf(header ?? {}));
  const pairs = new Map(matchBoxes(boxesOf(regions), boxesOf(marks)));
  for (const [index, { name, bbox }] of regions.entries()) {
    const known = marks[pairs.get(index) ?? -1];
    if (known === undefined) marks.push({ name, bbox });
    else known.name ??= name;
  }
  return marks;
}

type Mark = { -readonly [P in keyof FaceMark]: FaceMark[P] };

function facesOf(photos: readonly PlaceablePhoto[]): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { faces, boxes = new Map() } of photos) {
    for (const [id, bbox] of boxes) {
      const person = faces.get(id);
      const given = person?.trim() ?? "";
      const name = given === "" || isMadeUpName(given) ? marks.get(id)?.name : given;
      marks.set(id, name === undefined ? { bbox } : { name, bbox });
    }
  }
  return [...marks.keys()].sort().map((id) => marks.get(id)!);
}

function boxesOf(marks: readonly FaceMark[]): FaceMark["bbox"][] {
  return marks.map(({ bbox }) => bbox);
}

/** The size and orientation of a content: as its records say, else as its file says. */
export async function frameOfContent(
  photos: readonly PlaceablePhoto[],
  sources: ContentSources,
): Promise<PhotoFrame> {
  for (const { header } of photos) {
    const { width, height, orientation } = header ?? {};
    if (width && height && orientation !== undefined) return { width, height, orientation };
  }
  return await sources.firstUsable(async ({ file, path }) =>
    readFacts(path, (await readPhotoFile(file)).bytes),
  );
}
