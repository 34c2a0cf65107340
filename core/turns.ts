/**
 * Quarter turns of pictures, and the way back for what was found in a turned one.
 * @module
 */
import type { DetectedFace, FaceModel } from "./analysis.ts";
import type { Box, Point } from "./fields.ts";
import type { RgbImage } from "./image.ts";
import { suppressOverlaps } from "./nms.ts";

/** Quarter turns clockwise. */
export type Turns = 0 | 1 | 2 | 3;

/** All four orientations. */
export const ALL_TURNS: readonly Turns[] = [0, 1, 2, 3];

/** Of faces found in several orientations, boxes that overlap by more than this are one face. */
const SAME_FACE_IOU = 0.5;

/**
 * A picture turned clockwise by quarter turns; itself where there is none.
 *
 * @example
 * ```ts
 * import { turnImage } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const image = { width: 2, height: 1, data: Uint8Array.of(1, 1, 1, 2, 2, 2) };
 * assert.deepEqual(turnImage(image, 2).data, Uint8Array.of(2, 2, 2, 1, 1, 1));
 * assert.equal(turnImage(image, 1).height, 2);
 * ```
 */
export function turnImage(image: RgbImage, turns: Turns): RgbImage {
  if (turns === 0) return image;
  const { width, height, data } = image;
  const turned = new Uint8Array(data.length);
  const [start, alongX, alongY] = walkOf(turns, width, height);
  let at = 0;
  for (let y = 0; y < height; y++) {
    let o = (start + y * alongY) * 3;
    for (let x = 0; x < width; x++, at += 3, o += alongX * 3) {
      turned[o] = data[at]!;
      turned[o + 1] = data[at + 1]!;
      turned[o + 2] = data[at + 2]!;
    }
  }
  return turns === 2 ? { width, height, data: turned } : { width: height, height: width, data: turned };
}

/** Where the first pixel goes, and how far the next one of its row and of its column lies from it. */
function walkOf(turns: Turns, width: number, height: number): [number, number, number] {
  if (turns === 1) return [height - 1, height, -1];
  if (turns === 2) return [width * height - 1, -1, -width];
  return [(width - 1) * height, -height, 1];
}

/**
 * Where a point of a turned picture lies in the picture before it was turned.
 *
 * @param turns The quarter turns that were made.
 * @param size Width and height of the picture before they were made.
 */
export function turnPointBack([x, y]: Point, turns: Turns, size: readonly [number, number]): Point {
  const [width, height] = size;
  if (turns === 1) return [y, height - x];
  if (turns === 2) return [width - x, height - y];
  if (turns === 3) return [width - y, x];
  return [x, y];
}

/** Where a box of a turned picture lies in the picture before it was turned; see {@linkcode turnPointBack}. */
export function turnBoxBack(box: Box, turns: Turns, size: readonly [number, number]): Box {
  const a = turnPointBack([box[0], box[1]], turns, size);
  const b = turnPointBack([box[2], box[3]], turns, size);
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
}

/**
 * A detector that looks at a picture in all four orientations. Of boxes whose intersection over
 * union exceeds 0.5 the surest stays. Landmarks keep their meaning: the left eye is the one on the
 * left when the face is upright.
 */
export function inAllTurns(model: FaceModel): FaceModel {
  return {
    id: model.id,
    ...(model.inputSize === undefined ? {} : { inputSize: model.inputSize }),
    async get(image: RgbImage): Promise<DetectedFace[]> {
      const found = await Promise.all(
        ALL_TURNS.map(async (turns) => {
          const faces = await model.get(turnImage(image, turns));
          return faces.map((face) => turnFaceBack(face, turns, [image.width, image.height]));
        }),
      );
      return suppressOverlaps(found.flat(), SAME_FACE_IOU);
    },
  };
}

function turnFaceBack(face: DetectedFace, turns: Turns, size: readonly [number, number]): DetectedFace {
  if (turns === 0) return face;
  const turned: DetectedFace = { ...face, bbox: turnBoxBack(face.bbox, turns, size) };
  if (face.landmarks) turned.landmarks = face.landmarks.map((point) => turnPointBack(point, turns, size));
  return turned;
}
