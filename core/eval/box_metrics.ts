/**
 * How well a detector finds labelled faces.
 * @module
 */
import { boxArea, iou, sharedArea } from "../boxes.ts";
import { FacepipeError, usageError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import type { Box } from "../fields.ts";
import { share } from "./share.ts";

/** A face that somebody marked in a photo. */
export interface LabelledBox {
  readonly bbox: Box;
  /** True where it counts neither as missed nor as found: blurred, tiny, hidden. */
  readonly ignore: boolean;
}

/** A face that a detector found. */
export interface FoundBox {
  readonly bbox: Box;
  /** Confidence; higher is surer. */
  readonly score: number;
}

/** One photo. */
export interface BoxedPhoto {
  readonly labelled: readonly LabelledBox[];
  readonly found: readonly FoundBox[];
}

/** What `eval boxes` prints. */
export interface BoxMetrics {
  /** Share of the labelled faces that were found. */
  readonly recall: number;
  /** Share of the detections that are labelled faces; 1 where there are none. */
  readonly precision: number;
  /** Average precision: the area under precision over recall, interpolated at all points. */
  readonly ap: number;
  /** Number of labelled faces, without those to ignore. */
  readonly labelled: number;
  /** Number of labelled faces that were found. */
  readonly found: number;
  /** Number of detections that are no labelled face. */
  readonly extra: number;
}

/**
 * Recall, precision and average precision over photos with labelled faces.
 *
 * Detections of all photos are taken in falling order of score; each takes the labelled face of
 * its photo that it overlaps most, of those nobody has taken, where the intersection over union is
 * at least `minIou`. One that takes none but lies with that share of its area in a box to ignore
 * does not count at all. Average precision as in PASCAL VOC since 2010 (Everingham et al., "The
 * PASCAL Visual Object Classes Challenge: A Retrospective", 2015).
 *
 * @param minIou Over 0, up to 1.
 * @throws {FacepipeError} BAD_PARAM, exit 2, without labelled faces, or for `minIou` out of range.
 *
 * @example
 * ```ts
 * import { boxMetrics } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * const metrics = boxMetrics([
 *   {
 *     labelled: [{ bbox: [0, 0, 10, 10], ignore: false }],
 *     found: [{ bbox: [1, 0, 10, 10], score: 0.9 }, { bbox: [50, 50, 60, 60], score: 0.6 }],
 *   },
 * ]);
 * assert.deepEqual(metrics, { recall: 1, precision: 0.5, ap: 1, labelled: 1, found: 1, extra: 1 });
 * ```
 */
export function boxMetrics(photos: readonly BoxedPhoto[], minIou = 0.5): BoxMetrics {
  if (!(minIou > 0 && minIou <= 1)) throw usageError("iou", minIou, "expected over 0, up to 1");
  const labelled = photos.flatMap((photo) => photo.labelled.filter(({ ignore }) => !ignore)).length;
  if (labelled === 0) {
    const reason = "there are no labelled faces";
    throw new FacepipeError("BAD_PARAM", `Cannot measure boxes: ${reason}`, { exit: EXIT.usage });
  }
  const verdicts = photos.flatMap((photo) => judge(photo, minIou)).sort(byScore);
  const found = verdicts.filter(({ right }) => right).length;
  return {
    recall: found / labelled,
    precision: share(found, verdicts.length),
    ap: averagePrecision(verdicts, labelled),
    labelled,
    found,
    extra: verdicts.length - found,
  };
}

interface Verdict {
  readonly score: number;
  readonly right: boolean;
}

/** Falling; of equal scores the wrong ones first, so that the order of photos does not matter. */
function byScore(a: Verdict, b: Verdict): number {
  return b.score - a.score || Number(a.right) - Number(b.right);
}

/** Which detections of a photo are right, without those that do not count. */
function judge({ labelled, found }: BoxedPhoto, minIou: number): Verdict[] {
  const open = new Set(labelled.filter(({ ignore }) => !ignore));
  const ignored = labelled.filter(({ ignore }) => ignore);
  const verdicts: Verdict[] = [];
  for (const { bbox, score } of found.toSorted((a, b) => b.score - a.score || compareBoxes(a.bbox, b.bbox))) {
    const match = closest(bbox, open, minIou);
    if (match) open.delete(match);
    else if (ignored.some((box) => sharedArea(bbox, box.bbox) >= minIou * boxArea(bbox))) continue;
    verdicts.push({ score, right: match !== undefined });
  }
  return verdicts;
}

function closest(bbox: Box, boxes: Iterable<LabelledBox>, minIou: number): LabelledBox | undefined {
  let best: LabelledBox | undefined;
  let highest = 0;
  for (const box of boxes) {
    const overlap = iou(bbox, box.bbox);
    if (overlap >= minIou && overlap > highest) {
      highest = overlap;
      best = box;
    }
  }
  return best;
}

/** By edges, so that equal scores do not leave the result to the order of the detections. */
function compareBoxes(a: Box, b: Box): number {
  const k = a.findIndex((edge, i) => edge !== b[i]);
  return k < 0 ? 0 : a[k]! - b[k]!;
}

/** The best precision from each right detection on, averaged over all labelled faces. */
function averagePrecision(verdicts: readonly Verdict[], labelled: number): number {
  const precisions: number[] = [];
  let right = 0;
  for (const [i, verdict] of verdicts.entries()) {
    if (verdict.right) precisions.push(++right / (i + 1));
  }
  let best = 0;
  let sum = 0;
  for (const precision of precisions.reverse()) {
    best = Math.max(best, precision);
    sum += best;
  }
  return sum / labelled;
}
