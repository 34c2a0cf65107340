/**
 * Exact search: compares queries with every row, or with every row that is allowed.
 * @module
 */
import { plainBlocks, type SimilarityBlocks } from "../../core/mod.ts";
import { openOnnxBlocks } from "../grouping/onnx_blocks.ts";
import type { RowBlock, RowSet } from "./row_set.ts";
import { Segment } from "./segment.ts";
import type { TopRows } from "./top_rows.ts";

/** So many comparisons are done before ONNX Runtime has even started; those after them are worth the start. */
const PLAIN_ROWS = 8192;

/** Most rows in one product where they have to be copied before. */
const PICKED_ROWS = 1 << 15;

/** Comparing with rows that are copied before costs so many times as much as with rows where they lie. */
const COPY_COST = 16;

/** What to compare. */
export interface Scan {
  /** Unit vectors side by side. */
  readonly queries: Float32Array;
  /** Takes the scores of each query. */
  readonly tops: readonly TopRows[];
  /** The first row; those before are found in another way. */
  readonly from: number;
  /** The only rows to compare with, ascending; default: all. */
  readonly allowed?: Int32Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Compares queries with rows. */
export class Scanner {
  readonly #plain = plainBlocks();
  #onnx: Promise<SimilarityBlocks> | undefined;
  #compared = 0;

  /** Gives the scores of all rows to the takers. */
  async scan(rows: RowSet, scan: Scan): Promise<void> {
    const { allowed, from } = scan;
    this.#compared += (allowed ? allowed.length : rows.count - from) * scan.tops.length;
    const fast = this.#compared > PLAIN_ROWS;
    for (const { block, first } of rows.blocks()) {
      const start = Math.max(0, from - first);
      if (start >= block.count) continue;
      if (fast && block instanceof Segment) await this.#scanSegment(block, first, start, scan);
      else if (allowed)
        await this.#scanPicked(block, first, within(allowed, first + start, first + block.count), scan, fast);
      else await this.#scanChunks(block, first, start, scan, fast);
    }
  }

  /** The rows of a file from `start` on, piece by piece where they lie; few of a piece are copied. */
  async #scanSegment(segment: Segment, first: number, start: number, scan: Scan): Promise<void> {
    for (const piece of segment.mapped.pieces) {
      const begin = first + Math.max(start, piece.first);
      const end = first + piece.first + piece.rows;
      const picked = scan.allowed && within(scan.allowed, begin, end);
      const count = picked ? picked.length : end - begin;
      if (count <= 0) continue;
      if (count * COPY_COST < piece.rows) {
        const rows = picked ?? Int32Array.from({ length: count }, (_, i) => begin + i);
        await this.#scanPicked(segment, first, rows, scan, true);
        continue;
      }
      scan.signal?.throwIfAborted();
      const scores = await piece.scores(scan.queries);
      for (const [i, top] of scan.tops.entries()) {
        const own = part(scores, i, piece.rows);
        if (picked) top.offerAmong(own, first + piece.first, picked);
        else top.offerRange(own.subarray(begin - first - piece.first), begin);
      }
    }
  }

  async #scanChunks(block: RowBlock, first: number, start: number, scan: Scan, fast: boolean): Promise<void> {
    const dimensions = scan.queries.length / scan.tops.length;
    const product = await this.#product(fast);
    for (const chunk of block.chunks()) {
      scan.signal?.throwIfAborted();
      const skipped = Math.max(0, start - chunk.first);
      const vectors = chunk.vectors.subarray(skipped * dimensions);
      if (vectors.length === 0) continue;
      const scores = await product.multiply(scan.queries, vectors, dimensions);
      const offset = first + chunk.first + skipped;
      const width = vectors.length / dimensions;
      for (const [i, top] of scan.tops.entries()) top.offerRange(part(scores, i, width), offset);
    }
  }

  /** Some rows of a block, given by their numbers in the whole set. */
  async #scanPicked(
    block: RowBlock,
    first: number,
    rows: Int32Array,
    scan: Scan,
    fast: boolean,
  ): Promise<void> {
    for (let done = 0; done < rows.length; done += PICKED_ROWS) {
      scan.signal?.throwIfAborted();
      const picked = rows.subarray(done, done + PICKED_ROWS).map((row) => row - first);
      const scores =
        fast && block instanceof Segment
          ? await block.mapped.pickedScores(scan.queries, picked)
          : await this.#gatherScores(block, picked, scan, fast);
      for (const [i, top] of scan.tops.entries())
        top.offerPicked(part(scores, i, picked.length), picked, first);
    }
  }

  async #gatherScores(block: RowBlock, picked: Int32Array, scan: Scan, fast: boolean): Promise<Float32Array> {
    const dimensions = scan.queries.length / scan.tops.length;
    const gathered = new Float32Array(picked.length * dimensions);
    for (const [i, row] of picked.entries()) {
      const vector = block.at(row);
      if (vector) gathered.set(vector, i * dimensions);
    }
    return (await this.#product(fast)).multiply(scan.queries, gathered, dimensions);
  }

  #product(fast: boolean): Promise<SimilarityBlocks> | SimilarityBlocks {
    if (!fast) return this.#plain;
    this.#onnx ??= openOnnxBlocks();
    return this.#onnx;
  }

  async close(): Promise<void> {
    const onnx = this.#onnx;
    this.#onnx = undefined;
    await (await onnx?.catch(() => undefined))?.close();
  }
}

/** The scores of one query among those of several. */
function part(scores: Float32Array, query: number, width: number): Float32Array {
  return scores.subarray(query * width, (query + 1) * width);
}

/** The rows from `start` up to, not including, `end`, of an ascending list. */
function within(rows: Int32Array, start: number, end: number): Int32Array {
  return rows.subarray(firstAtLeast(rows, start), firstAtLeast(rows, end));
}

/** Where the first number of an ascending list stands that is `least` or more. */
export function firstAtLeast(rows: Int32Array, least: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
