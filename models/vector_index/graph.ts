/**
 * The approximate index of a gallery: proposes rows that are probably close to a query.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Index } from "usearch";
import { reasonOf } from "../../core/mod.ts";
import { UnusableGraph } from "./damage.ts";
import { scrubGraph, stampOf, structureSum } from "./graph_file.ts";
import { newUsearch } from "./usearch.ts";

/** What is known of a file. */
export interface GraphInfo {
  readonly file: string;
  /** Rows of the gallery up to here are in it, but for those removed before it was built. */
  readonly rows: number;
  /** Rows that are in it. */
  readonly size: number;
  /** Checksum of all of the file but the vectors. */
  readonly sum: number;
  /** State of the file when its checksum was right; see {@linkcode stampOf}. */
  readonly stamp?: string | undefined;
}

/** Rows that are close to a query, the closest first. */
export interface Proposal {
  readonly rows: BigUint64Array;
  /** About the cosine similarity of each. */
  readonly similarities: Float32Array;
  /** Whether there are no more rows. */
  readonly isAll: boolean;
}

/** An approximate index on disk, mapped into memory when it is first searched. */
export class Graph {
  readonly #path: string;
  readonly #dimensions: number;
  #info: GraphInfo;
  #removed = new Set<number>();
  #view: Promise<Index> | undefined;

  constructor(folder: string, info: GraphInfo, dimensions: number) {
    this.#path = join(folder, info.file);
    this.#info = info;
    this.#dimensions = dimensions;
  }

  get info(): GraphInfo {
    return this.#info;
  }

  /**
   * The `count` rows that seem closest. The larger `count`, the fewer are missed: the index looks at as
   * many nodes.
   *
   * @throws UnusableGraph where the file is not what was written, or usearch does not run here.
   */
  async propose(query: Float32Array, count: number): Promise<Proposal> {
    this.#view ??= this.#open();
    const { keys, distances } = (await this.#view).search(query, Math.min(count, this.info.size), 1);
    return {
      rows: keys,
      similarities: distances.map((distance) => 1 - distance),
      isAll: keys.length < count,
    };
  }

  async #open(): Promise<Index> {
    const fault = this.#fault();
    if (fault !== undefined) throw new UnusableGraph(fault);
    try {
      const index = await newUsearch(this.#dimensions);
      index.view(this.#path);
      return index;
    } catch (thrown) {
      throw new UnusableGraph(`usearch cannot read its graph: ${reasonOf(thrown)}`);
    }
  }

  /**
   * What is wrong with the file: usearch follows what it finds there, wherever that leads. The checksum
   * of a large file takes longer than a search, so it is computed where the file has changed since.
   */
  #fault(): string | undefined {
    const { file, size, sum, stamp } = this.#info;
    const found = stampOf(this.#path);
    if (found === undefined) return `${file} is missing`;
    if (found !== stamp && structureSum(this.#path, size, this.#dimensions) !== sum)
      return "the checksum of its graph is wrong";
    this.#info = { ...this.#info, stamp: found };
    return undefined;
  }

  /** Marks a row whose vector has to leave the file. */
  remove(row: number): void {
    if (row < this.info.rows) this.#removed.add(row);
  }

  /** Overwrites removed vectors with zeros, on disk when it returns. */
  scrub(): void {
    if (this.#removed.size === 0) return;
    const whole = this.#fault() === undefined;
    scrubGraph(this.#path, this.info.size, this.#dimensions, this.#removed);
    this.#removed = new Set();
    this.#info = { ...this.#info, stamp: whole ? stampOf(this.#path) : undefined };
  }

  isOnDisk(): boolean {
    return existsSync(this.#path);
  }
}
