/**
 * The matrix product of grouping in ONNX Runtime.
 * @module
 */
import { Hits, modelError, reasonOf, type SimilarityBlocks } from "../../core/mod.ts";
import { loadRuntime } from "../runtime.ts";
import { PEAK_WIDTH, productModel } from "./product_model.ts";

/** How {@linkcode openOnnxBlocks} works. */
export interface OnnxBlocksOptions {
  /** Threads of the product. Default: as many as the machine has cores. */
  threads?: number;
}

/**
 * Opens a product that runs in ONNX Runtime, on the CPU.
 *
 * @throws {FacepipeError} exit 5, where ONNX Runtime cannot start.
 *
 * @example
 * ```ts
 * import { openOnnxBlocks } from "facepipe/models";
 * import assert from "node:assert/strict";
 *
 * const blocks = await openOnnxBlocks();
 * const products = await blocks.multiply(Float32Array.of(1, 0), Float32Array.of(1, 0, 0.6, 0.8), 2);
 * assert.deepEqual([...products], [1, Math.fround(0.6)]);
 * await blocks.close();
 * ```
 */
export async function openOnnxBlocks(options: OnnxBlocksOptions = {}): Promise<SimilarityBlocks> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(productModel(), {
    executionProviders: ["cpu"],
    logSeverityLevel: 3,
    // Threads that wait for the next block must not take the cores from those who work.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
  }).catch(cannotStart);
  const products = new Scratch();
  const searches = [new Search(), new Search()] as const;
  let calls = 0;
  return {
    async multiply(rows, columns, dimension) {
      const sizes = [rows.length / dimension, columns.length / dimension] as const;
      const result = products.take(sizes[0] * sizes[1]);
      await session.run(feeds(rows, columns, dimension), { products: new Tensor("float32", result, sizes) });
      return result;
    },
    async search(rows, columns, dimension, least) {
      const [height, width] = [rows.length / dimension, columns.length / dimension];
      const spans = Math.ceil(width / PEAK_WIDTH);
      const { products, peaks, hits } = searches[calls++ % 2 === 0 ? 0 : 1];
      const result = products.take(height * width);
      const highest = peaks.take(height * spans);
      await session.run(feeds(rows, columns, dimension), {
        products: new Tensor("float32", result, [height, width]),
        peaks: new Tensor("float32", highest, [1, height, spans]),
      });
      findHits(result, highest, width, least, hits);
      return hits;
    },
    close: () => session.release(),
  };

  function feeds(rows: Float32Array, columns: Float32Array, dimension: number) {
    return {
      rows: new Tensor("float32", rows, [rows.length / dimension, dimension]),
      columns: new Tensor("float32", columns, [columns.length / dimension, dimension]),
    };
  }
}

/** Looks only where a peak says that there is something. */
function findHits(
  products: Float32Array,
  peaks: Float32Array,
  width: number,
  least: number,
  hits: Hits,
): void {
  const spans = Math.ceil(width / PEAK_WIDTH);
  hits.clear();
  for (let peak = 0; peak < peaks.length; peak++) {
    if (peaks[peak]! < least) continue;
    const row = Math.floor(peak / spans);
    const first = (peak - row * spans) * PEAK_WIDTH;
    hits.find(products, row * width + first, row * width + Math.min(width, first + PEAK_WIDTH), least);
  }
}

/** Memory that serves one result after the other. */
class Scratch {
  #buffer = new Float32Array(0);

  take(length: number): Float32Array {
    if (this.#buffer.length < length) this.#buffer = new Float32Array(length);
    return this.#buffer.subarray(0, length);
  }
}

/** What a search needs while it is under way, and until its result is used. */
class Search {
  readonly products = new Scratch();
  readonly peaks = new Scratch();
  readonly hits = new Hits();
}

function cannotStart(thrown: unknown): never {
  throw modelError(`Cannot start ONNX Runtime: ${reasonOf(thrown)}`, "UNKNOWN_ERROR", thrown);
}
