/**
 * A file of vectors, opened for searching. Rows never move; removed ones are zeros.
 * @module
 */
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { bytesOf, isZero, rowSum, sumOf } from "./checksum.ts";
import { DamagedIndex } from "./damage.ts";
import { MappedRows } from "./mapped_rows.ts";
import {
  checkHeader,
  HEADER_BYTES,
  layoutOf,
  type SegmentHeader,
  type SegmentLayout,
} from "./segment_header.ts";

/** Every vector of a smaller file is checked when it is opened; those of larger ones when they are used. */
const CHECKED_BYTES = 32 << 20;

/** How much is read at a time. */
const BLOCK_BYTES = 4 << 20;

/** A file of vectors. */
export class Segment {
  readonly file: string;
  readonly rows: number;
  readonly ids: BigUint64Array;
  /** Checksums of the rows, 0 for removed ones. */
  readonly sums: Uint32Array;
  readonly mapped: MappedRows;
  readonly #path: string;
  readonly #dimensions: number;
  readonly #layout: SegmentLayout;
  readonly #fd: number;
  /** Removed rows that are not yet overwritten. */
  #pending: number[] = [];

  /** @throws DamagedIndex where the file is missing or is not what was written. */
  constructor(folder: string, file: string, wanted: Omit<SegmentHeader, "idsSum">) {
    this.file = file;
    this.rows = wanted.rows;
    this.#dimensions = wanted.dimensions;
    this.#path = join(folder, file);
    this.#layout = layoutOf(wanted);
    this.#fd = openFile(this.#path);
    try {
      if (fstatSync(this.#fd).size !== this.#layout.end) throw new DamagedIndex("its size is wrong");
      const header = checkHeader(this.#read(0, new Uint8Array(HEADER_BYTES)), wanted);
      this.ids = this.#read(this.#layout.ids, new BigUint64Array(this.rows));
      this.sums = this.#read(this.#layout.sums, new Uint32Array(this.rows));
      if (sumOf(this.ids) !== header.idsSum) throw new DamagedIndex("the checksum of its ids is wrong");
      if (this.#layout.end <= CHECKED_BYTES) this.#checkRows();
    } catch (thrown) {
      closeSync(this.#fd);
      throw thrown;
    }
    const { rows, dimensions } = wanted;
    this.mapped = new MappedRows(folder, { file, offset: this.#layout.vectors, rows, dimensions });
  }

  /** Number of rows, removed ones included. */
  get count(): number {
    return this.rows;
  }

  isLive(row: number): boolean {
    return this.sums[row] !== 0;
  }

  /**
   * The vector of a row; undefined where it was removed, be it by another process.
   *
   * @throws DamagedIndex where it is not what was written.
   */
  at(row: number): Float32Array | undefined {
    if (!this.isLive(row)) return undefined;
    const bytes = 4 * this.#dimensions;
    const vector = this.#read(this.#layout.vectors + row * bytes, new Float32Array(this.#dimensions));
    if (rowSum(vector) === this.sums[row]) return vector;
    if (isZero(vector)) return undefined;
    throw new DamagedIndex(`the checksum of a vector in ${this.file} is wrong`);
  }

  /** Takes a row out of the answers; {@linkcode scrub} removes it from the file. */
  remove(row: number): void {
    this.sums[row] = 0;
    this.#pending.push(row);
  }

  /** Overwrites removed rows with zeros, on disk when it returns. */
  scrub(): void {
    if (this.#pending.length === 0) return;
    const bytes = 4 * this.#dimensions;
    const zeros = new Uint8Array(bytes);
    for (const row of this.#pending) {
      writeSync(this.#fd, zeros, 0, bytes, this.#layout.vectors + row * bytes);
      writeSync(this.#fd, zeros, 0, 4, this.#layout.sums + row * 4);
    }
    fdatasyncSync(this.#fd);
    this.#pending = [];
  }

  /** Whether the file still has its name: another process may have replaced it. */
  isOnDisk(): boolean {
    try {
      return statSync(this.#path).ino === fstatSync(this.#fd).ino;
    } catch {
      return false;
    }
  }

  /** The vectors side by side, in blocks of some rows. */
  *chunks(): Iterable<{ readonly first: number; readonly vectors: Float32Array }> {
    const rowsInBlock = Math.max(1, Math.floor(BLOCK_BYTES / (4 * this.#dimensions)));
    for (let first = 0; first < this.rows; first += rowsInBlock) {
      const rows = Math.min(rowsInBlock, this.rows - first);
      const start = this.#layout.vectors + first * 4 * this.#dimensions;
      yield { first, vectors: this.#read(start, new Float32Array(rows * this.#dimensions)) };
    }
  }

  async close(): Promise<void> {
    await this.mapped.close();
    closeSync(this.#fd);
  }

  #checkRows(): void {
    for (let row = 0; row < this.rows; row++) if (!this.at(row)) this.sums[row] = 0;
  }

  #read<T extends NodeJS.ArrayBufferView>(position: number, into: T): T {
    const bytes = bytesOf(into);
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(this.#fd, bytes, done, Math.min(bytes.length - done, 1 << 30), position + done);
      if (count === 0) throw new DamagedIndex(`${this.file} ends early`);
      done += count;
    }
    return into;
  }
}

/** Opens a file to read and overwrite, or only to read where that is all one may. */
function openFile(path: string): number {
  for (const flags of ["r+", "r"]) {
    try {
      return openSync(path, flags);
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === "ENOENT") throw new DamagedIndex(`${basename(path)} is missing`);
      if (flags === "r" || (code !== "EACCES" && code !== "EPERM" && code !== "EROFS")) throw thrown;
    }
  }
  throw new DamagedIndex("it cannot be opened");
}
