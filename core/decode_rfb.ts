/**
 * From the outputs of an RFB detector ("Ultra light fast generic face detector") to faces.
 * @module
 */
import type { DetectedFace } from "./analysis.ts";

/** What the network reports of each anchor. */
export interface RfbOutputs {
  /** Background and face score of each anchor, 0 to 1. */
  readonly scores: Float32Array;
  /** x1, y1, x2, y2 of each anchor as parts of the input's width and height. */
  readonly boxes: Float32Array;
}

/** Faces with at least `minScore`, in pixels of the network's input of `width` × `height`; overlapping ones too. */
export function decodeRfb(
  { scores, boxes }: RfbOutputs,
  width: number,
  height: number,
  minScore: number,
): DetectedFace[] {
  const faces: DetectedFace[] = [];
  for (let anchor = 0; anchor * 2 < scores.length; anchor++) {
    const detScore = scores[anchor * 2 + 1]!;
    if (!(detScore >= minScore)) continue;
    const at = anchor * 4;
    faces.push({
      bbox: [boxes[at]! * width, boxes[at + 1]! * height, boxes[at + 2]! * width, boxes[at + 3]! * height],
      detScore: Math.min(detScore, 1),
    });
  }
  return faces;
}
