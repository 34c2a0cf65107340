/**
 * From the outputs of an SCRFD detector to faces.
 *
 * Source: Guo et al., "Sample and computation redistribution for efficient face detection",
 * ICLR 2022: anchor-free heads over three strides, two anchors at each cell.
 * @module
 */
import type { DetectedFace } from "./analysis.ts";
import type { Point } from "./fields.ts";

/** What one head of the network reports, for each anchor of its grid, row by row. */
export interface ScrfdHead {
  /** Input pixels per cell of the grid. */
  readonly stride: number;
  /** One score for each anchor, 0 to 1. */
  readonly scores: Float32Array;
  /** Distances from the anchor to the left, top, right and bottom edge, in strides. */
  readonly boxes: Float32Array;
  /** Five points relative to the anchor, in strides: x, y, x, y, … */
  readonly points: Float32Array;
}

/** Anchors at each cell of a grid. */
export const SCRFD_ANCHORS = 2;

/**
 * Faces with at least `minScore`, in pixels of the network's input; overlapping ones too.
 *
 * @param width Width of the input in pixels, a multiple of the stride.
 */
export function decodeScrfd(head: ScrfdHead, width: number, minScore: number): DetectedFace[] {
  const { stride, scores, boxes } = head;
  const columns = width / stride;
  const faces: DetectedFace[] = [];
  for (let anchor = 0; anchor < scores.length; anchor++) {
    const detScore = scores[anchor]!;
    if (!(detScore >= minScore)) continue;
    const cell = Math.floor(anchor / SCRFD_ANCHORS);
    const x = (cell % columns) * stride;
    const y = Math.floor(cell / columns) * stride;
    const at = anchor * 4;
    faces.push({
      bbox: [
        x - boxes[at]! * stride,
        y - boxes[at + 1]! * stride,
        x + boxes[at + 2]! * stride,
        y + boxes[at + 3]! * stride,
      ],
      detScore: Math.min(detScore, 1),
      landmarks: pointsAt(head, anchor, x, y),
    });
  }
  return faces;
}

function pointsAt({ points, stride }: ScrfdHead, anchor: number, x: number, y: number): Point[] {
  return Array.from({ length: 5 }, (_, i) => {
    const at = (anchor * 5 + i) * 2;
    return [x + points[at]! * stride, y + points[at + 1]! * stride];
  });
}
