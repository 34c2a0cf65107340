/**
 * The approximate index of a gallery: proposes rows that are probably close to a query.
 * @module
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Index } from "usearch";
import { reasonOf } from "../../core/mod.ts";
import { UnusableGraph } from "./damage.ts";
import { scrubGraph, structureSum } from "./graph_file.ts";
import { newUsearch, structureOffset } from "./usearch.ts";

/** What is known of a file. */
export interface GraphInfo {
  readonly file: string;
  /** Rows of the gallery up to here are in it, but for those removed before it was built. */
  readonly rows: number;
  /** Rows that are in it. */
  readonly size: number;
  /** Checksum of all of the file but the vectors. */
  readonly sum: number;
}

/** Rows that are close to a query, the closest first. */
export interface Proposal {
  readonly rows: readonly number[];
  /** About the cosine similarity of the last; −1 where there are no more rows. */
  readonly least: number;
}

/** An approximate index on disk, mapped into memory when it is first searched. */
export class Graph {
  readonly info: GraphInfo;
  readonly #path: string;
  readonly #dimensions: number;
  #removed = new Set<number>();
  #view: Promise<Index> | undefined;

  constructor(folder: string, info: GraphInfo, dimensions: number) {
    this.#path = join(folder, info.file);
    this.info = info;
    this.#dimensions = dimensions;
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
    const last = distances.at(-1);
    const least = last === undefined || keys.length < count ? -1 : 1 - last;
    return { rows: Array.from(keys, Number), least };
  }

  async #open(): Promise<Index> {
    const { size, sum } = this.info;
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (!stats) throw new UnusableGraph(`${this.info.file} is missing`);
    // usearch follows what it finds in the file, wherever that leads.
    if (stats.size <= structureOffset(size, this.#dimensions))
      throw new UnusableGraph("its graph is cut short");
    if (structureSum(this.#path, size, this.#dimensions) !== sum) {
      throw new UnusableGraph("the checksum of its graph is wrong");
    }
    try {
      const index = await newUsearch(this.#dimensions);
      index.view(this.#path);
      return index;
    } catch (thrown) {
      throw new UnusableGraph(`usearch cannot read its graph: ${reasonOf(thrown)}`);
    }
  }

  /** Marks a row whose vector has to leave the file. */
  remove(row: number): void {
    if (row < this.info.rows) this.#removed.add(row);
  }

  /** Overwrites removed vectors with zeros, on disk when it returns. */
  scrub(): void {
    if (this.#removed.size === 0) return;
    scrubGraph(this.#path, this.info.size, this.#dimensions, this.#removed);
    this.#removed = new Set();
  }

  isOnDisk(): boolean {
    return existsSync(this.#path);
  }
}
