/**
 * What a cosine similarity is worth with a given embedder: how often two different people reach it,
 * and the confidence that stands for it.
 * @module
 */
import { usageError } from "./errors.ts";

/**
 * The false-accept curve of an embedder: for each share of pairs of different people (FAR), the
 * cosine similarity that this share reaches. `facepipe eval calibrate` measures it.
 */
export interface Calibration {
  readonly "1e-1": number;
  readonly "1e-2": number;
  readonly "1e-3": number;
  readonly "1e-4"?: number;
  readonly "1e-5"?: number;
  readonly "1e-6"?: number;
}

/** The shares that a {@linkcode Calibration} may name, largest first. */
export const CALIBRATED_RATES = ["1e-1", "1e-2", "1e-3", "1e-4", "1e-5", "1e-6"] as const;

/** The rates without which there is no curve. */
const NEEDED_RATES = 3;

/**
 * The confidences of some false-accept rates, the same for every embedder: `low`, `medium` and
 * `strict` of the FindFace REST API.
 */
export const CONFIDENCES = { "1e-1": 0.569, "1e-3": 0.6616, "1e-5": 0.7834 } as const;

/**
 * The curve that is taken for an embedder whose own is not known: that of the default pack. Most
 * embedders part people at lower similarities, so it rather joins too little than too much.
 */
export const DEFAULT_CALIBRATION: Calibration = {
  "1e-1": 0.1337,
  "1e-2": 0.2513,
  "1e-3": 0.3473,
  "1e-4": 0.4307,
  "1e-5": 0.5045,
};

/** A point of a rising, piecewise linear function. */
type Knot = readonly [x: number, y: number];

/**
 * Checks that a curve is one: rates without a gap, cosines between −1 and 1 that rise as the rate
 * falls.
 *
 * @throws {FacepipeError} BAD_PARAM, exit 2, naming the rate that is wrong.
 *
 * @example
 * ```ts
 * import { checkCalibration } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.throws(
 *   () => checkCalibration({ "1e-1": 0.2, "1e-2": 0.1, "1e-3": 0.3 }),
 *   /Cannot use calibration 1e-2 0.1: expected a cosine above 0.2 and below 1/,
 * );
 * ```
 */
export function checkCalibration(calibration: Calibration): void {
  let least = -1;
  let gap = false;
  for (const [i, rate] of CALIBRATED_RATES.entries()) {
    const cosine = calibration[rate];
    const name = `calibration ${rate}`;
    if (cosine === undefined) {
      if (i < NEEDED_RATES) throw usageError(name, undefined, "it is missing");
      gap = true;
      continue;
    }
    if (gap) throw usageError(name, cosine, "a rate before it is missing");
    if (!(cosine > least && cosine < 1)) {
      throw usageError(name, cosine, `expected a cosine above ${least} and below 1`);
    }
    least = cosine;
  }
}

/**
 * The share of pairs of different people that reach a similarity: on the curve its logarithm is
 * interpolated linearly, and beyond its last point it goes on falling as between the last two.
 *
 * @param cosine −1 to 1.
 * @returns 0 to 1, falling.
 */
export function falseAcceptRate(cosine: number, calibration: Calibration): number {
  return 10 ** -interpolate(rateKnots(calibration), cosine);
}

/**
 * The similarity that a share of the pairs of different people reaches: the inverse of
 * {@linkcode falseAcceptRate}.
 *
 * @param rate Above 0, at most 1.
 * @returns A cosine; above 1 for rates that no similarity is rare enough for.
 *
 * @example
 * ```ts
 * import { cosineAt, DEFAULT_CALIBRATION } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(cosineAt(1e-3, DEFAULT_CALIBRATION), 0.3473);
 * ```
 */
export function cosineAt(rate: number, calibration: Calibration): number {
  return interpolate(swapped(rateKnots(calibration)), -Math.log10(rate));
}

/**
 * The confidence that two faces are one person, on a scale that means the same for every embedder:
 * rates of 1e-1, 1e-3 and 1e-5 lie at 0.569, 0.6616 and 0.7834, and between them, and from there to
 * 0 at −1 and to 1 at 1, it is linear in the cosine.
 *
 * @param cosine −1 to 1.
 * @returns 0 to 1, rising.
 *
 * @example
 * ```ts
 * import { DEFAULT_CALIBRATION, toConfidence, toCosine } from "facepipe/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(toConfidence(0.3473, DEFAULT_CALIBRATION), 0.6616);
 * assert.equal(toCosine(0.6616, DEFAULT_CALIBRATION), 0.3473);
 * ```
 */
export function toConfidence(cosine: number, calibration: Calibration): number {
  return interpolate(confidenceKnots(calibration), Math.max(-1, Math.min(1, cosine)));
}

/** The cosine, −1 to 1, that a confidence of 0 to 1 stands for: the inverse of {@linkcode toConfidence}. */
export function toCosine(confidence: number, calibration: Calibration): number {
  return interpolate(swapped(confidenceKnots(calibration)), Math.max(0, Math.min(1, confidence)));
}

/** Cosines with −log10 of the rate. */
function rateKnots(calibration: Calibration): Knot[] {
  const measured = CALIBRATED_RATES.flatMap((rate, i): Knot[] => {
    const cosine = calibration[rate];
    return cosine === undefined ? [] : [[cosine, i + 1]];
  });
  return [[-1, 0], ...measured];
}

/** Cosines with confidences. The last two ends keep apart even where a curve comes close to 1. */
function confidenceKnots(calibration: Calibration): Knot[] {
  const strict = Math.min(cosineAt(1e-5, calibration), (1 + calibration["1e-3"]) / 2);
  return [
    [-1, 0],
    [calibration["1e-1"], CONFIDENCES["1e-1"]],
    [calibration["1e-3"], CONFIDENCES["1e-3"]],
    [calibration["1e-5"] ?? strict, CONFIDENCES["1e-5"]],
    [1, 1],
  ];
}

function swapped(knots: readonly Knot[]): Knot[] {
  return knots.map(([x, y]) => [y, x]);
}

/** The value at `x`: exact at the knots, linear between them and beyond the ends. */
function interpolate(knots: readonly Knot[], x: number): number {
  const found = knots.findIndex(([right]) => right >= x);
  const right = Math.max(1, found < 0 ? knots.length - 1 : found);
  const [x0, y0] = knots[right - 1]!;
  const [x1, y1] = knots[right]!;
  if (x === x1) return y1;
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
