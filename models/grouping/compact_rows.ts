/**
 * Vectors as an index takes them: few numbers of one byte each, in an order in which those that
 * follow each other are alike. Its graph is walked in memory at random, so that what is in the
 * cache from the last vector decides how long the next one takes.
 * @module
 */
import type { SimilarityBlocks, Vectors } from "../../core/mod.ts";
import { evenRows, principalAxes } from "./principal_axes.ts";

/** Numbers that are kept of each vector. */
const AXES = 128;

/** Largest number of a quantised vector. */
const LARGEST = 127;

/** Rows that are multiplied at a time: some milliseconds. */
const BATCH = 4096;

/** All vectors, smaller. */
export interface CompactRows {
  /** `dimension` numbers for each vector, each vector scaled to use the whole byte: angles stay, nearly. */
  readonly rows: Int8Array;
  readonly dimension: number;
  /** All row numbers, those of like vectors side by side. */
  readonly order: Uint32Array;
}

/** Makes vectors smaller, and puts them in order. */
export async function compactRows(vectors: Vectors, blocks: SimilarityBlocks): Promise<CompactRows> {
  const { count } = vectors;
  const space = await smallSpace(vectors, blocks);
  const { dimension } = space;
  const pivotRows = evenRows(count, Math.ceil(Math.sqrt(count)));
  const pivots = new Float32Array(pivotRows.length * dimension);
  for (const [i, row] of pivotRows.entries())
    pivots.set(toUnit((await space.take(row, row + 1)).slice()), i * dimension);
  const rows = new Int8Array(count * dimension);
  const cells = new Uint32Array(count);
  for (let start = 0; start < count; start += BATCH) {
    const end = Math.min(count, start + BATCH);
    const batch = (await space.take(start, end)).slice();
    quantise(batch, dimension, rows.subarray(start * dimension, end * dimension));
    nearestOf(await blocks.multiply(batch, pivots, dimension), pivotRows.length, cells.subarray(start, end));
  }
  return { rows, dimension, order: sortedBy(cells, pivotRows.length) };
}

/** The vectors in a space of few dimensions. */
interface SmallSpace {
  readonly dimension: number;
  /** The vectors from `start` to before `end`; valid until the next product. */
  take(start: number, end: number): Promise<Float32Array>;
}

async function smallSpace(vectors: Vectors, blocks: SimilarityBlocks): Promise<SmallSpace> {
  const { data, dimension } = vectors;
  const rows = (start: number, end: number) => data.subarray(start * dimension, end * dimension);
  if (dimension <= AXES) return { dimension, take: async (start, end) => rows(start, end) };
  const axes = await principalAxes(vectors, AXES, blocks);
  return {
    dimension: AXES,
    take: (start, end) => blocks.multiply(rows(start, end), axes, dimension),
  };
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function quantise(vectors: Float32Array, dimension: number, target: Int8Array): void {
  for (let start = 0; start < vectors.length; start += dimension) {
    const end = start + dimension;
    let largest = 0;
    for (let k = start; k < end; k++) largest = Math.max(largest, Math.abs(vectors[k]!));
    const scale = LARGEST / largest;
    for (let k = start; k < end; k++) target[k] = Math.round(vectors[k]! * scale);
  }
}

/** Writes the column of the largest number of each row. */
function nearestOf(products: Float32Array, width: number, target: Uint32Array): void {
  for (let row = 0; row < target.length; row++) {
    let best = row * width;
    for (let place = best + 1; place < (row + 1) * width; place++)
      if (products[place]! > products[best]!) best = place;
    target[row] = best - row * width;
  }
}

/** Row numbers by cell, then by number. */
function sortedBy(cells: Uint32Array, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (const cell of cells) starts[cell + 1]!++;
  for (let cell = 0; cell < count; cell++) starts[cell + 1]! += starts[cell]!;
  const order = new Uint32Array(cells.length);
  for (let row = 0; row < cells.length; row++) order[starts[cells[row]!]!++] = row;
  return order;
}
