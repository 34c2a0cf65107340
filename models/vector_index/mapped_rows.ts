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

/** The vectors of one file. */
export class MappedRows {
  readonly #folder: string;
  readonly #block: VectorBlock;
  #whole: Promise<InferenceSession> | undefined;
  #picked: Promise<InferenceSession> | undefined;

  constructor(folder: string, block: VectorBlock) {
    this.#folder = folder;
    this.#block = block;
  }

  /** Dot products of the queries, side by side, with all rows: query by query. */
  async scores(queries: Float32Array): Promise<Float32Array> {
    this.#whole ??= openSession(wholeModel(this.#block), this.#folder);
    return this.#run(await this.#whole, queries, {});
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
    const sessions = [this.#whole, this.#picked];
    this.#whole = undefined;
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
