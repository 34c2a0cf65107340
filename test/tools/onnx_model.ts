/**
 * ONNX models for tests.
 * @module
 */
import { floatInfo, onnxModel as modelOf, onnxNode } from "../../models/onnx/build_model.ts";

/** A step of a model: an operator without attributes. */
export interface Step {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
}

/** A float32 tensor that goes in or comes out; a side of 0 may have any length. */
export interface Tensor {
  readonly name: string;
  readonly sides: readonly number[];
}

/** A model that takes its steps one after the other. */
export function onnxModel(input: Tensor, steps: readonly Step[], outputs: readonly Tensor[]): Uint8Array {
  return modelOf({
    nodes: steps.map(({ operator, inputs, output }) => onnxNode(operator, inputs, output)),
    inputs: [infoOf(input)],
    outputs: outputs.map(infoOf),
  });
}

function infoOf({ name, sides }: Tensor): Uint8Array {
  return floatInfo(name, ...sides.map((side, i) => (side > 0 ? side : `any${i}`)));
}

/** A model whose outputs are the means of its three planes, of any fixed size. */
export function meansModel(width: number, height: number): Uint8Array {
  return onnxModel(
    { name: "data", sides: [1, 3, height, width] },
    [
      { operator: "GlobalAveragePool", inputs: ["data"], output: "means" },
      { operator: "Flatten", inputs: ["means"], output: "fc1" },
    ],
    [{ name: "fc1", sides: [1, 3] }],
  );
}
