/**
 * From the outputs of a YuNet detector to faces.
 *
 * Source: Wu, Peng and Yu, "YuNet: a tiny millisecond-level face detector", Machine Intelligence
 * Research 2023.
 * @module
 */
import type { DetectedFace } from "./analysis.ts";
import type { Point } from "./fields.ts";

/** What one head of the network reports, for each cell of its grid, row by row. */
export interface YunetHead {
  /** Input pixels per cell of the grid. */
  readonly stride: number;
  /** That the cell belongs to a face, 0 to 1. */
  readonly classes: Float32Array;
  /** That the cell belongs to any object, 0 to 1. */
  readonly objects: Float32Array;
  /** Centre relative to the cell, in strides, and logarithms of width and height in strides. */
  readonly boxes: Float32Array;
  /** Five points relative to the cell, in strides: x, y, x, y, … */
  readonly points: Float32Array;
}

/**
 * Faces whose score, √(class · object), is at least `minScore`, in pixels of the network's input;
 * overlapping ones too.
 *
 * @param width Width of the input in pixels, a multiple of the stride.
 */
export function decodeYunet(head: YunetHead, width: number, minScore: number): DetectedFace[] {
  const { stride, classes, objects } = head;
  const columns = width / stride;
  const faces: DetectedFace[] = [];
  for (let cell = 0; cell < classes.length; cell++) {
    const detScore = Math.sqrt(clamp(classes[cell]!) * clamp(objects[cell]!));
    if (!(detScore >= minScore)) continue;
    faces.push(faceAt(head, cell, cell % columns, Math.floor(cell / columns), detScore));
  }
  return faces;
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

function faceAt(
  { stride, boxes, points }: YunetHead,
  cell: number,
  column: number,
  row: number,
  detScore: number,
): DetectedFace {
  const x = (column + boxes[cell * 4]!) * stride;
  const y = (row + boxes[cell * 4 + 1]!) * stride;
  const halfWidth = (Math.exp(boxes[cell * 4 + 2]!) * stride) / 2;
  const halfHeight = (Math.exp(boxes[cell * 4 + 3]!) * stride) / 2;
  const landmarks = Array.from({ length: 5 }, (_, i): Point => {
    const at = (cell * 5 + i) * 2;
    return [(column + points[at]!) * stride, (row + points[at + 1]!) * stride];
  });
  return { bbox: [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight], detScore, landmarks };
}
