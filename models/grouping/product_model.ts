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
const ATTRIBUTE_INT = 2;

/**
 * The model `products = rows · columnsᵀ`, float32, of any size: `rows` is `[r, d]`, `columns`
 * `[c, d]`, `products` `[r, c]`.
 */
export function productModel(): Uint8Array {
  const transposed = [...text(1, "transB"), ...integer(3, 1), ...integer(20, ATTRIBUTE_INT)];
  const node = [
    ...text(1, "rows"),
    ...text(1, "columns"),
    ...text(2, "products"),
    ...text(4, "Gemm"),
    ...message(5, transposed),
  ];
  const graph = [
    ...message(1, node),
    ...text(2, "products"),
    ...message(11, matrix("rows", "r", "d")),
    ...message(11, matrix("columns", "c", "d")),
    ...message(12, matrix("products", "r", "c")),
  ];
  const operators = integer(2, OPERATOR_SET);
  return Uint8Array.from([...integer(1, IR_VERSION), ...message(7, graph), ...message(8, operators)]);
}

/** A `ValueInfoProto`: a float32 matrix whose sizes are variables. */
function matrix(name: string, ...sizes: string[]): number[] {
  const shape = sizes.flatMap((size) => message(1, text(2, size)));
  const tensor = [...integer(1, FLOAT), ...message(2, shape)];
  return [...text(1, name), ...message(2, message(1, tensor))];
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
