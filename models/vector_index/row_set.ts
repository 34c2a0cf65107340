/**
 * All rows of an index, numbered through: those of its files one after the other, then those in memory.
 * @module
 */
import { DamagedIndex } from "./damage.ts";
import { IdTable } from "./id_table.ts";
import { MemoryRows } from "./memory_rows.ts";
import type { Segment } from "./segment.ts";

/** Rows that lie together. */
export type RowBlock = Segment | MemoryRows;

/** The rows of an index. */
export class RowSet {
  readonly dimensions: number;
  #segments: readonly Segment[];
  #tail: MemoryRows;
  /** Built when first needed: a process that only searches does without. */
  #table: IdTable | undefined;
  #live: number;

  constructor(dimensions: number, segments: readonly Segment[] = []) {
    this.dimensions = dimensions;
    this.#segments = segments;
    this.#tail = new MemoryRows(dimensions);
    this.#live = segments.reduce((sum, segment) => sum + countLive(segment), 0);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Rows that are only in memory. */
  get tail(): MemoryRows {
    return this.#tail;
  }

  /** Rows in files, removed ones included. */
  get filed(): number {
    return this.#segments.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** Number of rows, removed ones included. */
  get count(): number {
    return this.filed + this.#tail.count;
  }

  /** Number of rows that were not removed. */
  get live(): number {
    return this.#live;
  }

  /** The blocks with the number of their first row. */
  blocks(): { readonly block: RowBlock; readonly first: number }[] {
    let first = 0;
    return [...this.#segments, this.#tail].map((block) => {
      const start = first;
      first += block.count;
      return { block, first: start };
    });
  }

  isLive(row: number): boolean {
    const { block, local } = this.#locate(row);
    return block.isLive(local);
  }

  idOf(row: number): bigint {
    const { block, local } = this.#locate(row);
    return block.ids[local]!;
  }

  /** The vector of a row; undefined where it was removed. @throws DamagedIndex. */
  at(row: number): Float32Array | undefined {
    const { block, local } = this.#locate(row);
    return block.isLive(local) ? block.at(local) : undefined;
  }

  /** The row of an id; −1 where there is none. @throws DamagedIndex. */
  rowOf(id: bigint): number {
    return this.#ids().get(low(id), high(id));
  }

  /** Those rows that hold one of these ids, ascending. @throws DamagedIndex. */
  rowsOf(ids: BigUint64Array): Int32Array {
    const table = this.#ids();
    const halves = new Uint32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
    const rows = new Int32Array(ids.length);
    let found = 0;
    for (let i = 0; i < ids.length; i++) {
      const row = table.get(halves[2 * i]!, halves[2 * i + 1]!);
      if (row >= 0) rows[found++] = row;
    }
    return rows.subarray(0, found).sort();
  }

  /** Adds a vector; the id has none. */
  add(id: bigint, vector: Float32Array, sum: number): void {
    this.#ids().set(low(id), high(id), this.count);
    this.#tail.add(id, vector, sum);
    this.#live++;
  }

  /** Takes a row away. */
  remove(row: number): void {
    const { block, local } = this.#locate(row);
    const id = block.ids[local]!;
    this.#ids().delete(low(id), high(id));
    block.remove(local);
    this.#live--;
  }

  /** Goes on with other files. `renumbered`: rows have other numbers than before. */
  replace(segments: readonly Segment[], renumbered: boolean): void {
    this.#segments = segments;
    this.#tail = new MemoryRows(this.dimensions);
    if (renumbered) this.#table = undefined;
  }

  #locate(row: number): { block: RowBlock; local: number } {
    let local = row;
    for (const segment of this.#segments) {
      if (local < segment.rows) return { block: segment, local };
      local -= segment.rows;
    }
    return { block: this.#tail, local };
  }

  #ids(): IdTable {
    this.#table ??= this.#makeTable();
    return this.#table;
  }

  #makeTable(): IdTable {
    const table = new IdTable(this.#live);
    for (const { block, first } of this.blocks()) {
      const { ids, sums } = block;
      const halves = new Uint32Array(ids.buffer, ids.byteOffset, 2 * ids.length);
      for (let i = 0; i < sums.length; i++) {
        if (sums[i] !== 0) table.set(halves[2 * i]!, halves[2 * i + 1]!, first + i);
      }
    }
    if (table.size !== this.#live) throw new DamagedIndex("an id occurs twice");
    return table;
  }
}

function countLive({ sums }: Segment): number {
  let count = 0;
  for (const sum of sums) if (sum !== 0) count++;
  return count;
}

function low(id: bigint): number {
  return Number(id & 0xffff_ffffn);
}

function high(id: bigint): number {
  return Number(id >> 32n);
}
