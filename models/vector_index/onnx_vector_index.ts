/**
 * The index of vectors behind a gallery: exact search through ONNX Runtime, an approximate index above a
 * size, and files beside the database for a fast start.
 * @module
 */
import {
  FacepipeError,
  reasonOf,
  storageError,
  type VectorChange,
  type VectorHit,
  type VectorIndex,
  type VectorIndexNote,
  type VectorIndexSpec,
  type VectorQuery,
} from "../../core/mod.ts";
import { DamagedIndex, UnusableGraph } from "./damage.ts";
import { GraphKeeper } from "./graph_keeper.ts";
import type { VectorIndexesOptions } from "./options.ts";
import { RowSet } from "./row_set.ts";
import { Scanner } from "./scan.ts";
import { searchRows } from "./search_rows.ts";
import { StoredRows, type StoredSpec } from "./stored_rows.ts";
import { checkVector, takeChange } from "./take_change.ts";
import { Turns } from "./turns.ts";

/** Rows in memory that are moved to a file without being asked, 64 MB at 512 dimensions. */
const SEALED_ROWS = 1 << 15;

/** Changes that are taken over before the rest of the process gets a turn. */
const CHANGES_IN_TURN = 2048;

/** What keeps an index on disk. */
interface Files {
  readonly spec: StoredSpec;
  readonly stored: StoredRows;
  readonly keeper: GraphKeeper;
}

/** An index of vectors. Its operations take turns. */
export class OnnxVectorIndex implements VectorIndex {
  readonly spec: VectorIndexSpec;
  readonly #options: VectorIndexesOptions;
  readonly #note: VectorIndexNote;
  readonly #scanner = new Scanner();
  readonly #turns = new Turns();
  #files: Files | undefined;
  #rows: RowSet;
  #generation = 0;
  /** Whether the files lack something. */
  #dirty = false;
  #closed = false;

  private constructor(spec: VectorIndexSpec, options: VectorIndexesOptions, note: VectorIndexNote) {
    this.spec = spec;
    this.#options = options;
    this.#note = note;
    this.#rows = new RowSet(spec.dimensions);
  }

  /** Opens an index; see {@linkcode VectorIndexes.open}. */
  static async open(
    spec: VectorIndexSpec,
    options: VectorIndexesOptions,
    note: VectorIndexNote,
  ): Promise<OnnxVectorIndex> {
    const index = new OnnxVectorIndex(spec, options, note);
    if (spec.folder !== undefined) await index.#openFiles({ ...spec, folder: spec.folder });
    return index;
  }

  get generation(): number {
    return this.#generation;
  }

  get size(): number {
    return this.#rows.live;
  }

  apply(changes: readonly VectorChange[], generation: number): Promise<void> {
    return this.#do("change", async () => {
      const remover = this.#files?.stored ?? this.#rows;
      for (const [i, change] of changes.entries()) {
        if (takeChange(this.#rows, remover, change)) this.#dirty = true;
        if (this.#files && this.#rows.tail.count >= SEALED_ROWS) await this.#save(this.#files);
        else if (i % CHANGES_IN_TURN === CHANGES_IN_TURN - 1) await nextTurn();
      }
      if (generation !== this.#generation) this.#dirty = true;
      this.#generation = generation;
    });
  }

  reset(): Promise<void> {
    return this.#do("reset", () => this.#forget());
  }

  async search(query: VectorQuery): Promise<VectorHit[]> {
    return (await this.searchAll([query]))[0]!;
  }

  searchAll(queries: readonly VectorQuery[]): Promise<VectorHit[][]> {
    return this.#do("search", () => {
      for (const { vector } of queries) checkVector(this.spec.dimensions, undefined, vector);
      return this.#search(queries);
    });
  }

  save(): Promise<void> {
    return this.#do("save", async () => {
      if (!this.#files) return;
      if (this.#dirty) await this.#save(this.#files);
      else this.#build(this.#files);
    });
  }

  async close(): Promise<void> {
    await this.#files?.keeper.close();
    await this.#turns.take(async () => {
      if (this.#closed) return;
      this.#closed = true;
      await this.#scanner.close();
      await this.#files?.stored.close();
    });
  }

  async #openFiles(spec: StoredSpec): Promise<void> {
    const { stored, generation } = await StoredRows.open(spec);
    const keeper = new GraphKeeper(spec, this.#options, this.#note);
    this.#files = { spec, stored, keeper };
    this.#rows = stored.rows;
    this.#generation = generation;
  }

  async #save(files: Files): Promise<void> {
    const { stored } = files;
    await stored.seal();
    await stored.publish(this.#generation);
    this.#dirty = false;
    this.#build(files);
  }

  /** Builds the approximate index in the background, where that is due. */
  #build({ stored, keeper }: Files): void {
    keeper.update(stored, (info) =>
      this.#do("save", async () => {
        if (this.#files?.stored !== stored) return;
        stored.adopt(info);
        await this.#save(this.#files);
      }),
    );
  }

  async #search(queries: readonly VectorQuery[]): Promise<VectorHit[][]> {
    const stored = this.#files?.stored;
    const searched = { rows: this.#rows, graph: stored?.graph, scanner: this.#scanner };
    try {
      return await searchRows(searched, queries);
    } catch (thrown) {
      if (!(thrown instanceof UnusableGraph)) throw thrown;
      this.#note(`The search index of gallery ${this.spec.source} is rebuilt in part: ${thrown.message}`);
      stored?.dropGraph();
      this.#dirty = true;
      return searchRows({ ...searched, graph: undefined }, queries);
    }
  }

  async #forget(): Promise<void> {
    this.#rows = new RowSet(this.spec.dimensions);
    this.#generation = 0;
    this.#dirty = false;
    if (!this.#files) return;
    const { spec, stored, keeper } = this.#files;
    keeper.abandon();
    await stored.close();
    await StoredRows.removeAll(spec);
    await this.#openFiles(spec);
  }

  /** Does an operation in its turn; damage that it finds makes the index empty. */
  #do<T>(verb: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      const what = `Cannot ${verb} the search index of gallery ${this.spec.source}`;
      if (this.#closed) throw storageError(`${what}: it is closed`);
      try {
        return await work();
      } catch (thrown) {
        if (thrown instanceof DamagedIndex) {
          this.#note(`The search index of gallery ${this.spec.source} is built anew: ${thrown.message}`);
          await this.#forget();
          throw storageError(`${what}: ${thrown.message}; it is built anew with the next search`, thrown);
        }
        throw isSystemError(thrown) ? storageError(`${what}: ${reasonOf(thrown)}`, thrown) : thrown;
      }
    });
  }
}

function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && !(thrown instanceof FacepipeError) && "syscall" in thrown;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
