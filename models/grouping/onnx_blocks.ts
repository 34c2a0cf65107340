/**
 * The matrix product of grouping in ONNX Runtime.
 * @module
 */
import { modelError, reasonOf, type SimilarityBlocks } from "../../core/mod.ts";
import { productModel } from "./product_model.ts";

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
  const { InferenceSession, Tensor } = await import("onnxruntime-node").catch(cannotStart);
  const session = await InferenceSession.create(productModel(), {
    executionProviders: ["cpu"],
    logSeverityLevel: 3,
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
  }).catch(cannotStart);
  let buffer = new Float32Array(0);
  return {
    async multiply(rows, columns, dimension) {
      const [height, width] = [rows.length / dimension, columns.length / dimension];
      if (buffer.length < height * width) buffer = new Float32Array(height * width);
      const result = buffer.subarray(0, height * width);
      await session.run(
        {
          rows: new Tensor("float32", rows, [height, dimension]),
          columns: new Tensor("float32", columns, [width, dimension]),
        },
        { products: new Tensor("float32", result, [height, width]) },
      );
      return result;
    },
    close: () => session.release(),
  };
}

function cannotStart(thrown: unknown): never {
  throw modelError(`Cannot start ONNX Runtime: ${reasonOf(thrown)}`, "UNKNOWN_ERROR", thrown);
}
