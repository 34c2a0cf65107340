/**
 * Decides when the approximate index of a gallery is built or continued, and does it in the background.
 * @module
 */
import { availableParallelism } from "node:os";
import { reasonOf, type VectorIndexNote } from "../../core/mod.ts";
import type { GraphInfo } from "./graph.ts";
import { type GraphBuild, startBuild } from "./graph_build.ts";
import type { VectorIndexesOptions } from "./options.ts";
import { ownerOf, type StoredRows, type StoredSpec } from "./stored_rows.ts";

/** Exact search of so many vectors of 512 dimensions takes 20 ms on two cores. */
const APPROXIMATE_FROM = 1 << 17;

/** Rows outside of an approximate index are searched exactly; this share of the above makes it continue. */
const UNCOVERED_SHARE = 1 / 8;

/** Builds the approximate index of one gallery. */
export class GraphKeeper {
  readonly #spec: StoredSpec;
  readonly #options: VectorIndexesOptions;
  readonly #note: VectorIndexNote;
  #build: GraphBuild | undefined;
  /** What came of the build, when it is over and was put to use. */
  #finished: Promise<void> = Promise.resolve();
  /** A build that failed would fail again. */
  #failed = false;

  constructor(spec: StoredSpec, options: VectorIndexesOptions, note: VectorIndexNote) {
    this.#spec = spec;
    this.#options = options;
    this.#note = note;
    options.signal?.addEventListener("abort", this.#stop, { once: true });
  }

  /**
   * Starts a build where one is due; all rows are in files.
   *
   * @param use Puts what was built to use; not called where rows were numbered anew in the meantime.
   */
  update(stored: StoredRows, use: (info: GraphInfo) => Promise<void>): void {
    if (!this.#isDue(stored)) return;
    const { folder } = this.#spec;
    const { numbering } = stored;
    const { rows, file } = stored.graph?.info ?? { rows: 0, file: "" };
    this.#build = startBuild({
      folder,
      owner: ownerOf(this.#spec),
      segments: stored.rows.segments.map((segment) => ({ file: segment.file, rows: segment.rows })),
      base: rows > 0 ? { file, rows } : undefined,
      file: stored.graphName(),
      threads: this.#options.buildThreads ?? availableParallelism(),
    });
    this.#finished = this.#build.done
      .then((info) => (stored.numbering === numbering ? use(info) : undefined))
      .catch((thrown: unknown) => this.#fail(thrown))
      .finally(() => {
        this.#build = undefined;
      });
  }

  #isDue({ rows, graph }: StoredRows): boolean {
    if (this.#build || this.#failed || this.#options.signal?.aborted) return false;
    const from = this.#options.approximateFrom ?? APPROXIMATE_FROM;
    return rows.live >= from && rows.filed - (graph?.info.rows ?? 0) >= from * UNCOVERED_SHARE;
  }

  #fail(thrown: unknown): void {
    if (this.#failed || this.#options.signal?.aborted) return;
    this.#failed = true;
    this.#note(`Search of gallery ${this.#spec.source} stays exact and slow: ${reasonOf(thrown)}`);
  }

  readonly #stop = (): void => this.#build?.stop();

  /** Waits until the build is over and put to use. */
  async close(): Promise<void> {
    await this.#finished;
    this.#options.signal?.removeEventListener("abort", this.#stop);
  }

  /** Gives the build up, and starts no other. */
  abandon(): void {
    this.#failed = true;
    this.#stop();
  }
}
