/**
 * Keeps the best rows of a search while scores come in, piece by piece.
 *
 * The scores are products of ONNX Runtime, whose last bits depend on the size of the piece. So all
 * rows stay that could belong to the answer within {@linkcode SLACK}; who asks computes their
 * similarities exactly and cuts there. Equal similarities are thus all kept, whatever the limit.
 * @module
 */

/**
 * Greatest difference between a score and the exact product of two unit vectors: 2^-24 for each of
 * the roundings of float32, of which products of 512 numbers stay well below this.
 */
export const SLACK = 1e-5;

/** Rows that are kept before the worst are dropped, at least. */
const LEAST_ROOM = 1024;

/** Which scores count. */
export interface ScoreRange {
  /** How many rows are wanted. */
  readonly limit: number;
  /** Least score. */
  readonly least: number;
  /** Greatest score: the row behind which a page begins has it. Default: any. */
  readonly greatest?: number | undefined;
}

/** The best rows so far. */
export class TopRows {
  readonly #limit: number;
  readonly #isLive: (row: number) => boolean;
  readonly #ceiling: number;
  /** Rows above this may or may not lie behind the start of the page. */
  readonly #clear: number;
  #floor: number;
  #room: number;
  #scores: number[] = [];
  #rows: number[] = [];

  constructor({ limit, least, greatest }: ScoreRange, isLive: (row: number) => boolean) {
    this.#limit = limit;
    this.#isLive = isLive;
    this.#floor = least - SLACK;
    this.#ceiling = greatest === undefined ? Number.POSITIVE_INFINITY : greatest + SLACK;
    this.#clear = greatest === undefined ? Number.POSITIVE_INFINITY : greatest - SLACK;
    this.#room = Math.max(LEAST_ROOM, 4 * limit);
  }

  /** Takes the scores of the rows `first`, `first + 1`, … */
  offerRange(scores: Float32Array, first: number): void {
    for (let i = 0; i < scores.length; i++) {
      if (scores[i]! >= this.#floor) this.#take(scores[i]!, first + i);
    }
  }

  /** Takes the scores of the rows `offset + rows[i]`. */
  offerPicked(scores: Float32Array, rows: Int32Array, offset: number): void {
    for (let i = 0; i < rows.length; i++) {
      if (scores[i]! >= this.#floor) this.#take(scores[i]!, offset + rows[i]!);
    }
  }

  /** Takes those of the scores of the rows `first`, `first + 1`, … that belong to some rows, ascending. */
  offerAmong(scores: Float32Array, first: number, rows: Int32Array): void {
    for (const row of rows) {
      const score = scores[row - first]!;
      if (score >= this.#floor) this.#take(score, row);
    }
  }

  #take(score: number, row: number): void {
    if (score > this.#ceiling || !this.#isLive(row)) return;
    this.#scores.push(score);
    this.#rows.push(row);
    if (this.#rows.length >= this.#room) this.#prune();
  }

  /** The rows that may belong to the answer, in no order. */
  rows(): readonly number[] {
    this.#prune();
    return this.#rows;
  }

  #prune(): void {
    const sorted = Float32Array.from(this.#scores).sort().reverse();
    let unclear = 0;
    while (sorted[unclear]! > this.#clear) unclear++;
    const last = sorted[this.#limit + unclear - 1];
    if (last === undefined) {
      this.#room *= 2;
      return;
    }
    this.#floor = Math.max(this.#floor, last - SLACK);
    const kept = this.#rows.map((_, i) => i).filter((i) => this.#scores[i]! >= this.#floor);
    this.#scores = kept.map((i) => this.#scores[i]!);
    this.#rows = kept.map((i) => this.#rows[i]!);
    this.#room = Math.max(this.#room, 2 * this.#rows.length);
  }
}
