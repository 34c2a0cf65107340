/**
 * Non-maximum suppression: of several detections of one face, the surest stays.
 * @module
 */
import type { DetectedFace } from "./analysis.ts";
import { iou } from "./boxes.ts";

/**
 * Order of detections, the surest first. Equal scores are ordered by their boxes, so that the
 * order in which a network reports them never matters.
 */
export function bySurest(a: DetectedFace, b: DetectedFace): number {
  return (
    b.detScore - a.detScore ||
    a.bbox[0] - b.bbox[0] ||
    a.bbox[1] - b.bbox[1] ||
    a.bbox[2] - b.bbox[2] ||
    a.bbox[3] - b.bbox[3]
  );
}

/**
 * Greedy non-maximum suppression.
 *
 * @param faces Detections in any order.
 * @param maxIou Of two boxes that overlap by more than this (intersection over union), only the
 * surer one is kept.
 * @returns What is kept, the surest first.
 *
 * @example
 * ```ts
 * import { suppressOverlaps } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const kept = suppressOverlaps(
 *   [
 *     { bbox: [0, 0, 10, 10], detScore: 0.8 },
 *     { bbox: [1, 0, 11, 10], detScore: 0.9 },
 *     { bbox: [20, 0, 30, 10], detScore: 0.7 },
 *   ],
 *   0.4,
 * );
 * assert.deepEqual(kept.map((face) => face.detScore), [0.9, 0.7]);
 * ```
 */
export function suppressOverlaps(faces: readonly DetectedFace[], maxIou: number): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of faces.toSorted(bySurest)) {
    if (kept.every((other) => iou(face.bbox, other.bbox) <= maxIou)) kept.push(face);
  }
  return kept;
}
