/**
 * An ONNX model of one matrix product, written as the bytes of its protobuf messages: it is small
 * enough to need neither a file nor a protobuf library. Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 * @module
 */

/** ONNX intermediate representation 8 with operator set 13: every ONNX Runtime since 1.10 reads it. */
const IR_VERSION = 8;
const OPERATOR_SET = 13;

const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** Numbers in a row of the product that share a peak. */
export const PEAK_WIDTH = 64;

/**
 * The model `products = rows · columnsᵀ`, float32, of any size: `rows` is `[r, d]`, `columns`
 * `[c, d]`, `products` `[r, c]`. A second output, `peaks` `[1, r, ⌈c / 64⌉]`, has the largest of
 * every {@linkcode PEAK_WIDTH} numbers of a row, so that nobody has to look at all of them.
 */
export function productModel(): Uint8Array {
  const graph = [
    ...node("Gemm", ["rows", "columns"], "products", intAttribute("transB", 1)),
    ...node("Unsqueeze", ["products", "axes"], "stack"),
    ...node(
      "MaxPool",
      ["stack"],
      "peaks",
      intsAttribute("kernel_shape", PEAK_WIDTH),
      intsAttribute("strides", PEAK_WIDTH),
      intAttribute("ceil_mode", 1),
    ),
    ...text(2, "products"),
    ...message(5, [...integer(1, 1), ...integer(2, INT64), ...integer(7, 0), ...text(8, "axes")]),
    ...message(11, tensor("rows", "r", "d")),
    ...message(11, tensor("columns", "c", "d")),
    ...message(12, tensor("products", "r", "c")),
    ...message(12, tensor("peaks", "one", "r", "p")),
  ];
  const operators = integer(2, OPERATOR_SET);
  return Uint8Array.from([...integer(1, IR_VERSION), ...message(7, graph), ...message(8, operators)]);
}

/** A `NodeProto`: one operator. */
function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  ...attributes: number[][]
): number[] {
  return message(1, [
    ...inputs.flatMap((input) => text(1, input)),
    ...text(2, output),
    ...text(4, operator),
    ...attributes.flatMap((attribute) => message(5, attribute)),
  ]);
}

function intAttribute(name: string, value: number): number[] {
  return [...text(1, name), ...integer(3, value), ...integer(20, ATTRIBUTE_INT)];
}

/** An attribute that is a list of one whole number. */
function intsAttribute(name: string, value: number): number[] {
  return [...text(1, name), ...integer(8, value), ...integer(20, ATTRIBUTE_INTS)];
}

/** A `ValueInfoProto`: a float32 tensor whose sizes are variables. */
function tensor(name: string, ...sizes: string[]): number[] {
  const shape = sizes.flatMap((size) => message(1, text(2, size)));
  const type = [...integer(1, FLOAT), ...message(2, shape)];
  return [...text(1, name), ...message(2, message(1, type))];
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
