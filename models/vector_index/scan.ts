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

/** Most rows that go into one matrix product, which holds the process: about 20 ms. */
export const ROWS_IN_PRODUCT = 1 << 17;

/** Most rows in one product where they have to be copied before. */
const PICKED_ROWS = 1 << 15;

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
      if (allowed)
        await this.#scanPicked(block, first, within(allowed, first + start, first + block.count), scan, fast);
      else await this.#scanBlock(block, first, start, scan, fast);
    }
  }

  /** All rows of a block from `start` on. */
  async #scanBlock(block: RowBlock, first: number, start: number, scan: Scan, fast: boolean): Promise<void> {
    if (!fast || !(block instanceof Segment)) return this.#scanChunks(block, first, start, scan, fast);
    if (start > 0 || block.rows > ROWS_IN_PRODUCT) {
      const rows = Int32Array.from({ length: block.rows - start }, (_, i) => first + start + i);
      return this.#scanPicked(block, first, rows, scan, fast);
    }
    scan.signal?.throwIfAborted();
    const scores = await block.mapped.scores(scan.queries);
    for (const [i, top] of scan.tops.entries()) top.offerRange(part(scores, i, block.rows), first);
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
