/**
 * The one face that counts in a photo that stands for one person.
 * @module
 */
import { boxArea } from "../boxes.ts";
import { streamError, usageError } from "../errors.ts";
import type { Face, FaceRecord, Photo, Stage } from "../records.ts";
import { FacesByPhoto } from "./photo_faces.ts";

/** Ways to choose: nearest to the middle of the photo, or largest. */
export const MAIN_FACES = ["centre", "largest"] as const;

/** One of the {@linkcode MAIN_FACES}. */
export type MainFace = (typeof MAIN_FACES)[number];

/**
 * The main face of a photo: by `centre` the one whose box has its middle nearest to that of the
 * photo, by `largest` the one with the largest box. Of equals the larger, then the lower face id.
 * Faces without a box come last. Undefined for a photo without faces.
 *
 * @param faces All faces of the photo.
 * @param photo Its record; by `centre` it needs `width` and `height`.
 * @throws {FacepipeError} MALFORMED_REQUEST, exit 4, where `centre` has to choose and lacks the size.
 *
 * @example
 * ```ts
 * import { type Face, mainFace } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const photo = { width: 100, height: 100 };
 * const middle: Face = { kind: "face", faceId: "a", bbox: [40, 40, 60, 60] };
 * const large: Face = { kind: "face", faceId: "b", bbox: [0, 0, 40, 40] };
 * assert.equal(mainFace([large, middle], photo, "centre"), middle);
 * assert.equal(mainFace([large, middle], photo, "largest"), large);
 * ```
 */
export function mainFace(
  faces: readonly Face[],
  photo: Pick<Photo, "width" | "height">,
  by: MainFace,
): Face | undefined {
  if (faces.length < 2) return faces[0];
  const ranked = faces.map((face) => ({
    face,
    distance: by === "centre" ? distanceFromMiddle(face, photo) : 0,
    area: face.bbox ? boxArea(face.bbox) : -1,
  }));
  ranked.sort(
    (a, b) => a.distance - b.distance || b.area - a.area || (a.face.faceId < b.face.faceId ? -1 : 1),
  );
  return ranked[0]!.face;
}

/** In pixels; a large number without a box. */
function distanceFromMiddle(
  { bbox, path, faceId }: Face,
  { width, height }: Pick<Photo, "width" | "height">,
): number {
  if (width === undefined || height === undefined) {
    throw streamError(`face ${faceId}`, `its photo ${path ?? ""} has no record with width and height`);
  }
  if (bbox === undefined) return Number.MAX_VALUE;
  return Math.hypot((bbox[0] + bbox[2] - width) / 2, (bbox[1] + bbox[3] - height) / 2);
}

/**
 * A stage that keeps only the main face of each photo, and sets the photo's `faces` to match.
 * It reads the whole stream first, so the order of arrival does not matter.
 */
export function mainFaces(by: MainFace): Stage {
  if (!MAIN_FACES.includes(by)) throw usageError("main-face", by, `expected ${MAIN_FACES.join(" or ")}`);
  return async function* (records) {
    const held: FaceRecord[] = [];
    for await (const record of records) held.push(record);
    const kept = mainFaceIds(held, by);
    for (const record of held) {
      if (record.kind === "photo" && record.faces !== undefined) {
        yield { ...record, faces: Math.min(1, record.faces) };
      } else if (record.kind !== "face" || kept.has(record.faceId)) yield record;
    }
  };
}

/** The ids of the main faces of all photos. */
function mainFaceIds(records: readonly FaceRecord[], by: MainFace): Set<string> {
  const gathered = new FacesByPhoto();
  for (const record of records) gathered.add(record);
  const mains = [...gathered.photos.values()].map(({ photo = {}, faces }) => mainFace(faces, photo, by));
  return new Set(mains.flatMap((face) => face?.faceId ?? []));
}
