/**
 * Which of the faces found in a photo are worth keeping.
 * @module
 */
import type { Face } from "./records.ts";

/** Limits that a face must meet. */
export interface FaceFilters {
  /** Shorter side of the box, in pixels of the original. */
  readonly minFaceSize: number;
  /** Detector's confidence, 0 to 1. */
  readonly minConfidence: number;
  /** Area of the box over the area of the photo, 0 to 1. */
  readonly minFaceRatio: number;
  /** Area of the box over the area of the photo's largest box, 0 to 1. */
  readonly foregroundRatio: number;
  /** Variance of the Laplacian of the aligned face. */
  readonly blurThreshold: number;
}

/** The filters' default values. */
export const DEFAULT_FILTERS: FaceFilters = {
  minFaceSize: 80,
  minConfidence: 0.8,
  minFaceRatio: 0.01,
  foregroundRatio: 0.1,
  blurThreshold: 60,
};

/** At most this many faces are elected in a photo in which none passes. */
const MAX_ELECTED = 2;

/** Blur value above which a face gains nothing more in an election. */
const SHARP_ENOUGH = 200;

type Measured = Face & Required<Pick<Face, "bbox" | "score" | "faceRatio" | "blur">>;

/**
 * The name of the first filter that rejects a face (the `detect` option that sets it), or
 * undefined where it passes them all.
 *
 * @param largestRatio `faceRatio` of the largest face in the photo.
 */
export function rejectingFilter(
  face: Measured,
  filters: FaceFilters,
  largestRatio: number,
): string | undefined {
  const [x1, y1, x2, y2] = face.bbox;
  if (Math.min(x2 - x1, y2 - y1) < filters.minFaceSize) return "min-face-size";
  if (face.score < filters.minConfidence) return "min-confidence";
  if (face.faceRatio < filters.minFaceRatio) return "min-face-ratio";
  if (face.faceRatio < filters.foregroundRatio * largestRatio) return "foreground-ratio";
  if (face.blur < filters.blurThreshold) return "blur-threshold";
  return undefined;
}

/**
 * How good a face is for an election: `2·score + 5·ratio + 0.5·sharp + min(blur/200, 1)`, where
 * sharp is 1 or 0 as the face meets the blur threshold.
 */
export function electionMerit(face: Measured, filters: FaceFilters): number {
  const sharp = face.blur >= filters.blurThreshold ? 1 : 0;
  return 2 * face.score + 5 * face.faceRatio + 0.5 * sharp + Math.min(face.blur / SHARP_ENOUGH, 1);
}

/**
 * The faces of one photo that pass the filters. If none does, the best one or two by
 * {@linkcode electionMerit} are kept and marked `elected`.
 *
 * @param keepFiltered Keep the rejected faces too, marked with the filter that rejects them.
 * @returns New records, in the order of `faces`.
 */
export function selectFaces(faces: readonly Measured[], filters: FaceFilters, keepFiltered: boolean): Face[] {
  const largest = Math.max(0, ...faces.map((face) => face.faceRatio));
  const reasons = faces.map((face) => rejectingFilter(face, filters, largest));
  const elected = reasons.includes(undefined) ? new Set<Measured>() : elect(faces, filters);
  const kept: Face[] = [];
  for (const [i, face] of faces.entries()) {
    const filtered = reasons[i];
    if (filtered === undefined) kept.push(face);
    else if (elected.has(face)) kept.push({ ...face, elected: true });
    else if (keepFiltered) kept.push({ ...face, filtered });
  }
  return kept;
}

function elect(faces: readonly Measured[], filters: FaceFilters): Set<Measured> {
  const merits = faces.map((face) => ({ face, merit: electionMerit(face, filters) }));
  // Faces come best score first, and sort is stable: ties go to the better score.
  merits.sort((a, b) => b.merit - a.merit);
  return new Set(merits.slice(0, MAX_ELECTED).map(({ face }) => face));
}
