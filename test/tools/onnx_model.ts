/**
 * ONNX models for tests, written as the bytes of their protobuf messages. Field numbers are those
 * of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 * @module
 */

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

const FLOAT = 1;

/** A model that takes its steps one after the other. */
export function onnxModel(input: Tensor, steps: readonly Step[], outputs: readonly Tensor[]): Uint8Array {
  const graph = [
    ...steps.flatMap((step) => message(1, nodeOf(step))),
    ...text(2, "graph"),
    ...message(11, valueInfo(input)),
    ...outputs.flatMap((output) => message(12, valueInfo(output))),
  ];
  const [irVersion, operatorSet] = [integer(1, 8), integer(2, 13)];
  return Uint8Array.from([...irVersion, ...message(7, graph), ...message(8, operatorSet)]);
}

function nodeOf({ operator, inputs, output }: Step): number[] {
  return [...inputs.flatMap((name) => text(1, name)), ...text(2, output), ...text(4, operator)];
}

function valueInfo({ name, sides }: Tensor): number[] {
  const shape = sides.flatMap((side, i) => message(1, side > 0 ? integer(1, side) : text(2, `any${i}`)));
  const tensor = [...integer(1, FLOAT), ...message(2, shape)];
  return [...text(1, name), ...message(2, message(1, tensor))];
}

function integer(field: number, value: number): number[] {
  return [...varint(field << 3), ...varint(value)];
}

function message(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
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
