/**
 * An ONNX model of one matrix product.
 * @module
 */
import { floatInfo, onnxModel, onnxNode } from "../onnx_bytes.ts";

/**
 * The model `products = rows · columnsᵀ`, float32, of any size: `rows` is `[r, d]`, `columns`
 * `[c, d]`, `products` `[r, c]`.
 */
export function productModel(): Uint8Array {
  return onnxModel({
    nodes: [onnxNode("Gemm", ["rows", "columns"], "products", { transB: 1 })],
    inputs: [floatInfo("rows", "r", "d"), floatInfo("columns", "c", "d")],
    outputs: [floatInfo("products", "r", "c")],
  });
}
