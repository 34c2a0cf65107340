/**
 * The parts of small ONNX models, as the bytes of their protobuf messages: such a model needs neither
 * a file nor a protobuf library. Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 * @module
 */
import { type Field, WIRE, writeFields } from "./wire.ts";

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

/** The parts of a model. */
export interface ModelParts {
  readonly nodes: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
  /** Constant tensors. Default: none. */
  readonly constants?: readonly Uint8Array[];
}

/** A model that takes its nodes one after the other. */
export function onnxModel({ nodes, inputs, outputs, constants = [] }: ModelParts): Uint8Array {
  const graph = writeFields([
    ...nodes.map((node) => bytes(1, node)),
    text(2, "graph"),
    ...constants.map((constant) => bytes(5, constant)),
    ...inputs.map((input) => bytes(11, input)),
    ...outputs.map((output) => bytes(12, output)),
  ]);
  const operators = writeFields([integer(2, OPERATOR_SET)]);
  return writeFields([integer(1, IR_VERSION), bytes(7, graph), bytes(8, operators)]);
}

/** A `NodeProto`: an operator with attributes that are whole numbers or lists of them. */
export function onnxNode(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): Uint8Array {
  return writeFields([
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  ]);
}

function attribute(name: string, value: number | readonly number[]): Uint8Array {
  if (typeof value === "number")
    return writeFields([text(1, name), integer(3, value), integer(20, ATTRIBUTE_INT)]);
  const numbers = value.map((one) => integer(8, one));
  return writeFields([text(1, name), ...numbers, integer(20, ATTRIBUTE_INTS)]);
}

/** A `TensorProto` that is a list of whole numbers, such as axes. */
export function int64List(name: string, values: readonly number[]): Uint8Array {
  const numbers = values.map((value) => integer(7, value));
  return writeFields([integer(1, values.length), integer(2, INT64), ...numbers, text(8, name)]);
}

/** A `TensorProto` of float32 numbers, in the machine's byte order, which has to be little-endian. */
export function floats(name: string, sides: readonly number[], values: Float32Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = values;
  const raw = new Uint8Array(buffer, byteOffset, byteLength);
  return writeFields([...lengths(sides), integer(2, FLOAT), text(8, name), bytes(9, raw)]);
}

/** A `TensorProto` of float32 numbers that lie in a file, from the byte `offset` on. */
export function externalFloats(
  name: string,
  sides: readonly number[],
  file: string,
  offset: number,
): Uint8Array {
  const length = 4 * sides.reduce((product, side) => product * side, 1);
  const entry = (key: string, value: string) => bytes(13, writeFields([text(1, key), text(2, value)]));
  return writeFields([
    ...lengths(sides),
    integer(2, FLOAT),
    text(8, name),
    entry("location", file),
    entry("offset", String(offset)),
    entry("length", String(length)),
    integer(14, EXTERNAL),
  ]);
}

function lengths(sides: readonly number[]): Field[] {
  return sides.map((side) => integer(1, side));
}

/** A `ValueInfoProto`: a float32 tensor that goes in or comes out. */
export function floatInfo(name: string, ...sides: Side[]): Uint8Array {
  return valueInfo(name, FLOAT, sides);
}

/** A `ValueInfoProto`: an int32 tensor that goes in or comes out. */
export function int32Info(name: string, ...sides: Side[]): Uint8Array {
  return valueInfo(name, INT32, sides);
}

function valueInfo(name: string, type: number, sides: readonly Side[]): Uint8Array {
  const shape = sides.map((side) =>
    bytes(1, writeFields([typeof side === "number" ? integer(1, side) : text(2, side)])),
  );
  const tensor = writeFields([integer(1, type), bytes(2, writeFields(shape))]);
  return writeFields([text(1, name), bytes(2, writeFields([bytes(1, tensor)]))]);
}

/** A field that holds a whole number. */
function integer(number: number, value: number): Field {
  return { number, wire: WIRE.varint, value: BigInt(value) };
}

/** A field that holds a message, or any other sequence of bytes. */
function bytes(number: number, value: Uint8Array): Field {
  return { number, wire: WIRE.bytes, value };
}

/** A field that holds text. */
function text(number: number, value: string): Field {
  return bytes(number, new TextEncoder().encode(value));
}
