/**
 * How often different people reach a similarity: the false-accept curve of an embedder, measured.
 * @module
 */
import { CALIBRATED_RATES, type Calibration, calibrationFault } from "../calibration.ts";
import { FacepipeError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { Pause } from "../grouping/pause.ts";
import type { SimilarityBlocks } from "../grouping/similarity_blocks.ts";
import { takeRows, type Vectors } from "../grouping/vectors.ts";

/** What `eval calibrate` prints. */
export interface FalseAccepts {
  /** The cosine that a share of the pairs of different people reaches. */
  readonly calibration: Calibration;
  /** The share of the pairs of one person that reaches the same cosine. */
  readonly tar: { readonly [rate: string]: number };
  /** Number of pairs of one person. */
  readonly same: number;
  /** Number of pairs of different people. */
  readonly different: number;
}

/**
 * Errors that have to be seen before their rate is known to within a third, nine times in ten
 * (Doddington et al., "The NIST speaker recognition evaluation", Speech Communication 31, 2000).
 */
const LEAST_ERRORS = 30;

/** Without so many rates there is no curve. */
const LEAST_RATES = 3;

/** Similarities are counted to four digits. */
const BINS_PER_UNIT = 10_000;

/** Vectors in a block of the product. */
const BLOCK_ROWS = 256;

/** Counts similarities of pairs, of one person and of different people. */
export class SimilarityCounts {
  #same = new Float64Array(2 * BINS_PER_UNIT + 1);
  #different = new Float64Array(2 * BINS_PER_UNIT + 1);

  /** Counts a pair. */
  add(similarity: number, same: boolean): void {
    const bounded = Math.max(-1, Math.min(1, similarity));
    const bin = Math.floor((bounded + 1) * BINS_PER_UNIT);
    (same ? this.#same : this.#different)[bin]!++;
  }

  /**
   * The curve, as far down as there are pairs enough to tell, and as cosines rise and stay below 1.
   *
   * @throws {FacepipeError} BAD_PARAM, exit 2, where that is not so down to a rate of 1e-3.
   */
  result(): FalseAccepts {
    const different = total(this.#different);
    let rates = CALIBRATED_RATES.filter((rate) => different * Number(rate) >= LEAST_ERRORS);
    if (rates.length < LEAST_RATES) throw tooFew(different);
    const same = total(this.#same);
    const bins = rates.map((rate) => binReachedBy(this.#different, different * Number(rate)));
    const curve = () =>
      Object.fromEntries(
        rates.map((rate, i) => [rate, (bins[i]! - BINS_PER_UNIT) / BINS_PER_UNIT]),
      ) as unknown as Calibration;
    for (let fault = calibrationFault(curve()); fault; fault = calibrationFault(curve())) {
      if (rates.length === LEAST_RATES) throw noCurve(fault);
      rates = rates.slice(0, -1);
    }
    return {
      calibration: curve(),
      tar: Object.fromEntries(
        rates.map((rate, i) => [rate, same === 0 ? 1 : total(this.#same.subarray(bins[i]!)) / same]),
      ),
      same,
      different,
    };
  }
}

/**
 * Measures the curve over all pairs of faces that labels make.
 *
 * @param labels Who each vector is of.
 * @throws {FacepipeError} as {@linkcode SimilarityCounts}.
 */
export async function measureFalseAccepts(
  vectors: Vectors,
  labels: readonly string[],
  blocks: SimilarityBlocks,
): Promise<FalseAccepts> {
  const counts = new SimilarityCounts();
  const people = numbersOf(labels);
  const pause = new Pause();
  const { count, dimension, data } = vectors;
  for (let top = 0; top < count; top += BLOCK_ROWS) {
    if (pause.due()) await pause.take();
    const rows = takeRows(vectors, range(top, Math.min(count, top + BLOCK_ROWS)));
    const width = count - top;
    const products = await blocks.multiply(rows.data, data.subarray(top * dimension), dimension);
    for (let i = 0; i < rows.count; i++) {
      for (let j = i + 1; j < width; j++) {
        counts.add(products[i * width + j]!, people[top + i] === people[top + j]);
      }
    }
  }
  return counts.result();
}

/** The lowest bin such that at most `limit` pairs lie in it or above. */
function binReachedBy(bins: Float64Array, limit: number): number {
  let above = 0;
  let bin = bins.length;
  // 1e-9: 0.001 · 30000 must not fall short of 30.
  while (bin > 0 && above + bins[bin - 1]! <= limit + 1e-9) above += bins[--bin]!;
  return bin;
}

function total(bins: Float64Array): number {
  return bins.reduce((sum, count) => sum + count, 0);
}

function numbersOf(labels: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  for (const label of labels) if (!numbers.has(label)) numbers.set(label, numbers.size);
  return Int32Array.from(labels, (label) => numbers.get(label)!);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function noCurve({ rate, reason }: { rate: string; reason: string }): FacepipeError {
  const message = `Cannot calibrate: different people are too much alike at a rate of ${rate}: ${reason}`;
  return new FacepipeError("BAD_PARAM", message, { exit: EXIT.usage });
}

function tooFew(different: number): FacepipeError {
  const needed = LEAST_ERRORS * 1000;
  const reason = `expected at least ${needed} pairs of different people, got ${different}`;
  return new FacepipeError("BAD_PARAM", `Cannot calibrate: ${reason}`, { exit: EXIT.usage });
}
