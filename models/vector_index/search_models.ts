/**
 * The ONNX models that compare queries with the vectors of a file. The vectors are a constant of the
 * model that lies outside of it, so ONNX Runtime maps the file into memory instead of reading it.
 * @module
 */
import { externalFloats, floatInfo, int32Info, onnxModel, onnxNode } from "../onnx/build_model.ts";

/** A block of vectors in a file. */
export interface VectorBlock {
  /** Name of the file in its folder. */
  readonly file: string;
  /** Where the first vector begins, in bytes; a multiple of the size of a memory page. */
  readonly offset: number;
  readonly rows: number;
  readonly dimensions: number;
}

const QUERIES = "queries";
const PICKED = "picked";
const SCORES = "scores";
const VECTORS = "vectors";

/** `scores = queries · vectorsᵀ`: `queries` is `[q, d]`, `scores` `[q, rows]`. */
export function wholeModel(block: VectorBlock): Uint8Array {
  return onnxModel({
    nodes: [onnxNode("Gemm", [QUERIES, VECTORS], SCORES, { transB: 1 })],
    inputs: [floatInfo(QUERIES, "q", block.dimensions)],
    outputs: [floatInfo(SCORES, "q", block.rows)],
    constants: [constantOf(block)],
  });
}

/** The same for the rows that the int32 list `picked`, `[p]`, names; `scores` is `[q, p]`. */
export function pickedModel(block: VectorBlock): Uint8Array {
  return onnxModel({
    nodes: [
      onnxNode("Gather", [VECTORS, PICKED], "gathered", { axis: 0 }),
      onnxNode("Gemm", [QUERIES, "gathered"], SCORES, { transB: 1 }),
    ],
    inputs: [floatInfo(QUERIES, "q", block.dimensions), int32Info(PICKED, "p")],
    outputs: [floatInfo(SCORES, "q", "p")],
    constants: [constantOf(block)],
  });
}

function constantOf({ file, offset, rows, dimensions }: VectorBlock): Uint8Array {
  return externalFloats(VECTORS, [rows, dimensions], file, offset);
}
