/**
 * An ONNX model of one matrix product.
 * @module
 */
import { floatInfo, int64List, onnxModel, onnxNode } from "../onnx/build_model.ts";

/** Numbers in a row of the product that share a peak. */
export const PEAK_WIDTH = 64;

/**
 * The model `products = rows · columnsᵀ`, float32, of any size: `rows` is `[r, d]`, `columns`
 * `[c, d]`, `products` `[r, c]`. A second output, `peaks` `[1, r, ⌈c / 64⌉]`, has the largest of
 * every {@linkcode PEAK_WIDTH} numbers of a row, so that nobody has to look at all of them.
 */
export function productModel(): Uint8Array {
  const windows = { kernel_shape: [PEAK_WIDTH], strides: [PEAK_WIDTH], ceil_mode: 1 };
  return onnxModel({
    nodes: [
      onnxNode("Gemm", ["rows", "columns"], "products", { transB: 1 }),
      onnxNode("Unsqueeze", ["products", "axes"], "stack"),
      onnxNode("MaxPool", ["stack"], "peaks", windows),
    ],
    constants: [int64List("axes", [0])],
    inputs: [floatInfo("rows", "r", "d"), floatInfo("columns", "c", "d")],
    outputs: [floatInfo("products", "r", "c"), floatInfo("peaks", "one", "r", "p")],
  });
}
