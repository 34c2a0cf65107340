/**
 * The parts of small ONNX models, written as the bytes of their protobuf messages: such a model needs
 * neither a file nor a protobuf library. Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 * @module
 */

/** ONNX intermediate representation 8 with operator set 13: every ONNX Runtime since 1.10 reads it. */
const IR_VERSION = 8;
const OPERATOR_SET = 13;

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;
const EXTERNAL = 1;

/** A side of a matrix: its length, or the name of a length that may vary. */
export type Side = number | string;

/** The bytes of the parts of a model. */
export interface ModelParts {
  readonly nodes: readonly number[][];
  readonly inputs: readonly number[][];
  readonly outputs: readonly number[][];
  /** Constant tensors. Default: none. */
  readonly constants?: readonly number[][];
}

/** A model that takes its nodes one after the other. */
export function onnxModel({ nodes, inputs, outputs, constants = [] }: ModelParts): Uint8Array {
  const graph = [
    ...nodes.flatMap((node) => message(1, node)),
    ...text(2, "graph"),
    ...constants.flatMap((constant) => message(5, constant)),
    ...inputs.flatMap((input) => message(11, input)),
    ...outputs.flatMap((output) => message(12, output)),
  ];
  const operators = integer(2, OPERATOR_SET);
  return Uint8Array.from([...integer(1, IR_VERSION), ...message(7, graph), ...message(8, operators)]);
}

/** A `NodeProto`: an operator with attributes that are whole numbers or lists of them. */
export function onnxNode(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): number[] {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, output),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, value]) => message(5, attribute(name, value))),
  ];
}

function attribute(name: string, value: number | readonly number[]): number[] {
  if (typeof value === "number")
    return [...text(1, name), ...integer(3, value), ...integer(20, ATTRIBUTE_INT)];
  return [...text(1, name), ...value.flatMap((one) => integer(8, one)), ...integer(20, ATTRIBUTE_INTS)];
}

/** A `TensorProto` that is a list of whole numbers, such as axes. */
export function int64List(name: string, values: readonly number[]): number[] {
  const numbers = values.flatMap((value) => integer(7, value));
  return [...integer(1, values.length), ...integer(2, INT64), ...numbers, ...text(8, name)];
}

/** A `ValueInfoProto`: a float32 tensor that goes in or comes out. */
export function floatInfo(name: string, ...sides: Side[]): number[] {
  return valueInfo(name, FLOAT, sides);
}

/** A `ValueInfoProto`: an int32 tensor that goes in or comes out. */
export function int32Info(name: string, ...sides: Side[]): number[] {
  return valueInfo(name, INT32, sides);
}

function valueInfo(name: string, type: number, sides: readonly Side[]): number[] {
  const shape = sides.flatMap((side) =>
    message(1, typeof side === "number" ? integer(1, side) : text(2, side)),
  );
  const tensor = [...integer(1, type), ...message(2, shape)];
  return [...text(1, name), ...message(2, message(1, tensor))];
}

/** A `TensorProto` of float32 numbers that lie in a file, from the byte `offset` on. */
export function externalFloats(
  name: string,
  sides: readonly number[],
  file: string,
  offset: number,
): number[] {
  const length = 4 * sides.reduce((product, side) => product * side, 1);
  const entry = (key: string, value: string) => message(13, [...text(1, key), ...text(2, value)]);
  return [
    ...sides.flatMap((side) => integer(1, side)),
    ...integer(2, FLOAT),
    ...text(8, name),
    ...entry("location", file),
    ...entry("offset", String(offset)),
    ...entry("length", String(length)),
    ...integer(14, EXTERNAL),
  ];
}

/** A field that holds a whole number. */
function integer(field: number, value: number): number[] {
  return [...varint(field << 3), ...varint(value)];
}

/** A field that holds a message, or any other sequence of bytes. */
function message(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
}

/** A field that holds text. */
function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}

/** A number, seven bits a byte, low bits first; a set high bit says that more follow. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
