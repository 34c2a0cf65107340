/**
 * How similar clusters have to be, told from the album: the loosest joins that keep false ones rare.
 *
 * What is safe depends on how many faces compete. With thousands of strangers some two of them are
 * always alike; in an album of three people a likeness that strangers seldom reach means something.
 * The false-accept curve of the embedder turns that into numbers. The cosine of two mean vectors of
 * different people is distributed as that of two single faces, whatever the number of faces in each
 * (measured on LFW: a standard deviation of 0.097 to 0.104 from 1 × 1 to 8 × 8 faces), so one curve
 * serves clusters of every size.
 * @module
 */
import { type Calibration, cosineAt } from "../calibration.ts";

/** In the first stage, the chance that anyone of the others resembles a face by accident. */
const FIRST_RISK = 0.01;

/** No first stage is looser than this, however few the faces: it has nothing but pairs to go by. */
const FIRST_RATE = 1e-5;

/** Nor stricter than this: it is far above the cut that joins need later, and leaves less to do. */
const STRICTEST_RATE = 1e-6;

/** No join is looser than this, however many there are. */
const LOOSEST_RATE = 5e-4;

/** The mean cosine similarity that clusters need in the first stage, which sees only pairs of faces. */
export function firstCut(faces: number, calibration: Calibration): number {
  const rate = Math.max(STRICTEST_RATE, Math.min(FIRST_RATE, FIRST_RISK / faces));
  return Math.min(1, cosineAt(rate, calibration));
}

/**
 * The similarity that two clusters need to be joined next: the loosest at which a false join is
 * rarer than a true one missed.
 *
 * Among `pairs` pairs of clusters, `pairs · rate` reach the cut by accident. What the cut misses
 * grows as fast as what it wrongly lets pass falls, in proportion to `joins / rate`, where the joins
 * so far, this one included, tell how many there are to be found. The two are in balance where
 * `rate² = joins / pairs` but for a factor: few strangers with many photos each are joined at a
 * likeness that would be chance among thousands. The cut falls as clusters join. The factor is the
 * one constant that was chosen by measuring; half and twice of it do nearly as well.
 *
 * @param faces Number of faces in the clusters.
 * @param clusters At least 1.
 */
export function joinCut(faces: number, clusters: number, calibration: Calibration): number {
  return Math.min(1, cosineAt(joinRate(faces, clusters), calibration));
}

/**
 * The similarity that two poor faces need (see `isPoor`). Measured on the small and blurred faces in
 * the background of LFW, poor faces of different people resemble each other as often as the square
 * root of what the curve says, so the cut is that of the squared rate.
 *
 * @param faces Number of good faces, or of poor ones where there are more.
 * @param clusters Number of clusters of good faces, or of poor faces where there are more.
 */
export function poorCut(faces: number, clusters: number, calibration: Calibration): number {
  return Math.min(1, cosineAt(joinRate(faces, clusters) ** 2, calibration));
}

function joinRate(faces: number, clusters: number): number {
  const pairs = (clusters * (clusters - 1)) / 2;
  return LOOSEST_RATE * Math.sqrt(Math.min(1, (faces - clusters + 1) / Math.max(1, pairs)));
}
