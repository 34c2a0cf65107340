/**
 * Compares queries with the vectors of a file through ONNX Runtime, which maps the file into memory:
 * opening costs a millisecond, the vectors are in the page cache of the system, and processes share them.
 * @module
 */
import { availableParallelism } from "node:os";
import type { InferenceSession } from "onnxruntime-node";
import { modelError, reasonOf } from "../../core/mod.ts";
import { loadRuntime } from "../runtime.ts";
import { pickedModel, type VectorBlock, wholeModel } from "./search_models.ts";

/** A comparison waits for memory more than it computes, so more threads than this gain nothing. */
const MOST_THREADS = 8;

/**
 * Most rows that go into one matrix product, which holds the process: about 20 ms. A piece of so many
 * begins at a memory page, whatever the length of the vectors.
 */
export const ROWS_IN_PRODUCT = 1 << 17;

/** Rows of a file that are compared where they lie, in one product. */
export interface Piece {
  readonly first: number;
  readonly rows: number;
  /** Dot products of the queries, side by side, with the rows: query by query. */
  scores(queries: Float32Array): Promise<Float32Array>;
}

/** The vectors of one file. */
export class MappedRows {
  /** All rows. */
  readonly pieces: readonly Piece[];
  readonly #folder: string;
  readonly #block: VectorBlock;
  readonly #whole = new Map<number, Promise<InferenceSession>>();
  #picked: Promise<InferenceSession> | undefined;

  constructor(folder: string, block: VectorBlock) {
    this.#folder = folder;
    this.#block = block;
    this.pieces = Array.from({ length: Math.ceil(block.rows / ROWS_IN_PRODUCT) }, (_, i) => {
      const first = i * ROWS_IN_PRODUCT;
      const rows = Math.min(ROWS_IN_PRODUCT, block.rows - first);
      return { first, rows, scores: (queries) => this.#scores(first, rows, queries) };
    });
  }

  async #scores(first: number, rows: number, queries: Float32Array): Promise<Float32Array> {
    const offset = this.#block.offset + first * 4 * this.#block.dimensions;
    const session =
      this.#whole.get(first) ?? openSession(wholeModel({ ...this.#block, offset, rows }), this.#folder);
    this.#whole.set(first, session);
    return this.#run(await session, queries, {});
  }

  /** Dot products of the queries with the rows that `picked` names: query by query. */
  async pickedScores(queries: Float32Array, picked: Int32Array): Promise<Float32Array> {
    const { Tensor } = await loadRuntime();
    this.#picked ??= openSession(pickedModel(this.#block), this.#folder);
    return this.#run(await this.#picked, queries, { picked: new Tensor("int32", picked, [picked.length]) });
  }

  async #run(
    session: InferenceSession,
    queries: Float32Array,
    feeds: InferenceSession.OnnxValueMapType,
  ): Promise<Float32Array> {
    const { Tensor } = await loadRuntime();
    const { dimensions } = this.#block;
    const input = new Tensor("float32", queries, [queries.length / dimensions, dimensions]);
    const { scores } = await session.run({ ...feeds, queries: input });
    return scores!.data as Float32Array;
  }

  /** Unmaps the file. */
  async close(): Promise<void> {
    const sessions = [...this.#whole.values(), this.#picked];
    this.#whole.clear();
    this.#picked = undefined;
    for (const session of sessions) await (await session?.catch(() => undefined))?.release();
  }
}

async function openSession(model: Uint8Array, folder: string): Promise<InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  return InferenceSession.create(model, {
    executionProviders: ["cpu"],
    logSeverityLevel: 3,
    intraOpNumThreads: Math.min(MOST_THREADS, availableParallelism()),
    // Results differ in size from search to search; the arena would keep the largest.
    enableCpuMemArena: false,
    extra: {
      session: {
        // Packing would copy all vectors.
        disable_prepacking: "1",
        model_external_initializers_file_folder_path: folder,
        // Threads that wait for the next search would burn their cores.
        intra_op: { allow_spinning: "0" },
      },
    },
  }).catch(cannotStart);
}

function cannotStart(thrown: unknown): never {
  throw modelError(`Cannot start ONNX Runtime: ${reasonOf(thrown)}`, "UNKNOWN_ERROR", thrown);
}
