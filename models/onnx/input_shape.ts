/**
 * A model for another number of pictures, or another size of picture, than its file was made for.
 *
 * Exported networks often state a batch of one, not because they need it: their operators take any
 * number of rows, and only the stated sizes, and constants that reshape one row, say otherwise.
 * Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 * @module
 */
import { type Field, readFields, readPacked, WIRE, writeFields, writePacked } from "./wire.ts";

const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const TENSOR = { dims: 1, type: 2, int64Data: 7, name: 8, rawData: 9 } as const;
const VALUE = { name: 1, type: 2 } as const;
const TENSOR_TYPE = { tensor: 1, shape: 2 } as const;
const SHAPE = { dimension: 1, length: 1 } as const;
const ATTRIBUTE = { tensor: 5 } as const;
const INT64 = 7n;

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * The model with its one input fixed to these sides. Constants that give a `Reshape` of computed
 * values a first side of 1 get the new batch, and stated sizes of everything computed are dropped,
 * so that ONNX Runtime infers them anew. Whether the result computes the same is for the caller to
 * prove: an operator in the middle may yet mix the rows of a batch.
 *
 * @param model Bytes of an ONNX file whose weights lie inside it.
 * @param sides Batch first.
 * @throws RangeError where the bytes are no ONNX model with one input.
 */
export function withInputShape(model: Uint8Array, sides: readonly number[]): Uint8Array {
  return mapFields(model, MODEL.graph, (graph) => reshapeGraph(readFields(graph), sides));
}

function reshapeGraph(graph: readonly Field[], sides: readonly number[]): Uint8Array {
  const constants = new Set(messages(graph, GRAPH.initializer).map((tensor) => textOf(tensor, TENSOR.name)));
  const inputs = messages(graph, GRAPH.input).map((input) => textOf(input, VALUE.name));
  const free = inputs.filter((name) => !constants.has(name));
  if (free.length !== 1) throw new RangeError(`expected one input, found ${free.length}`);
  const own = messages(graph, GRAPH.input).find((input) => textOf(input, VALUE.name) === free[0])!;
  const shapes = statesBatch(own)
    ? batchShapes(messages(graph, GRAPH.node).map(nodeOf), constants)
    : new Set<string>();
  const changes = { sides, input: free[0]!, shapes };
  const kept = graph.filter(({ number }) => number !== GRAPH.valueInfo);
  return writeFields(
    kept.map((field) =>
      field.wire === WIRE.bytes
        ? { ...field, value: rewritePart(field.number, field.value, changes) }
        : field,
    ),
  );
}

interface Changes {
  readonly sides: readonly number[];
  readonly input: string;
  /** Names of the constants whose first side is the batch. */
  readonly shapes: ReadonlySet<string>;
}

function rewritePart(part: number, bytes: Uint8Array, { sides, input, shapes }: Changes): Uint8Array {
  const batch = BigInt(sides[0]!);
  if (part === GRAPH.input && textOf(readFields(bytes), VALUE.name) === input) return withSides(bytes, sides);
  if (part === GRAPH.output) return withSides(bytes, undefined);
  if (part === GRAPH.initializer && shapes.has(textOf(readFields(bytes), TENSOR.name))) {
    return withFirst(bytes, batch);
  }
  if (part !== GRAPH.node) return bytes;
  const node = nodeOf(readFields(bytes));
  if (node.operator !== "Constant" || !shapes.has(node.outputs[0] ?? "")) return bytes;
  return mapFields(bytes, NODE.attribute, (attribute) =>
    mapFields(attribute, ATTRIBUTE.tensor, (tensor) => withFirst(tensor, batch)),
  );
}

/** Whether an input says how long its first side is; where it does not, the graph takes any batch as it is. */
function statesBatch(input: readonly Field[]): boolean {
  const path = [VALUE.type, TENSOR_TYPE.tensor, TENSOR_TYPE.shape, SHAPE.dimension];
  const first = path.reduce<readonly Field[]>((fields, number) => messages(fields, number)[0] ?? [], input);
  return first.some(({ number }) => number === SHAPE.length);
}

/** Names of the constants that nothing reads but `Reshape`, as the shape of what was computed. */
function batchShapes(nodes: readonly Node[], initializers: ReadonlySet<string | undefined>): Set<string> {
  const constant = new Set(initializers);
  for (const { operator, outputs } of nodes) if (operator === "Constant") constant.add(outputs[0]);
  const shapes = new Set<string>();
  const others = new Set<string>();
  for (const { operator, inputs } of nodes) {
    const [data, shape] = inputs;
    const reshapes = operator === "Reshape" && !constant.has(data);
    for (const name of inputs) (reshapes && name === shape ? shapes : others).add(name);
  }
  return new Set([...shapes].filter((name) => constant.has(name) && !others.has(name)));
}

/** A value with these sides, or with none stated. */
function withSides(value: Uint8Array, sides: readonly number[] | undefined): Uint8Array {
  const shape = writeFields(
    (sides ?? []).map((side): Field => {
      const length = writeFields([{ number: SHAPE.length, wire: WIRE.varint, value: BigInt(side) }]);
      return { number: SHAPE.dimension, wire: WIRE.bytes, value: length };
    }),
  );
  return mapFields(value, VALUE.type, (type) =>
    mapFields(type, TENSOR_TYPE.tensor, (tensor) => {
      const rest = readFields(tensor).filter(({ number }) => number !== TENSOR_TYPE.shape);
      if (sides) rest.push({ number: TENSOR_TYPE.shape, wire: WIRE.bytes, value: shape });
      return writeFields(rest);
    }),
  );
}

/** A list of whole numbers as a tensor, with `first` in the place of a leading 1. */
function withFirst(tensor: Uint8Array, first: bigint): Uint8Array {
  const fields = readFields(tensor);
  const type = fields.find(({ number }) => number === TENSOR.type)?.value;
  const values = fields.flatMap(numbersOf);
  if (type !== INT64 || values[0] !== 1n) return tensor;
  const rest = fields.filter(({ number }) => number !== TENSOR.int64Data && number !== TENSOR.rawData);
  const value = writePacked([first, ...values.slice(1)]);
  return writeFields([...rest, { number: TENSOR.int64Data, wire: WIRE.bytes, value }]);
}

/** The numbers of a tensor of 64-bit integers that stand in this field: packed, one by one, or raw. */
function numbersOf({ number, wire, value }: Field): bigint[] {
  if (number === TENSOR.int64Data) {
    return wire === WIRE.varint ? [BigInt.asIntN(64, value)] : readPacked(value as Uint8Array);
  }
  if (number !== TENSOR.rawData || wire !== WIRE.bytes) return [];
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  return Array.from({ length: value.length >> 3 }, (_, i) => view.getBigInt64(8 * i, true));
}

function nodeOf(fields: readonly Field[]): Node {
  const texts = (wanted: number) =>
    fields.flatMap(({ number, value }) => (number === wanted ? [decode(value as Uint8Array)] : []));
  return { operator: texts(NODE.operator)[0] ?? "", inputs: texts(NODE.input), outputs: texts(NODE.output) };
}

/** The message with every field of that number, a message itself, changed. */
function mapFields(
  message: Uint8Array,
  number: number,
  change: (part: Uint8Array) => Uint8Array,
): Uint8Array {
  return writeFields(
    readFields(message).map((field) =>
      field.number === number && field.wire === WIRE.bytes ? { ...field, value: change(field.value) } : field,
    ),
  );
}

function messages(fields: readonly Field[], wanted: number): Field[][] {
  return fields.flatMap(({ number, wire, value }) =>
    number === wanted && wire === WIRE.bytes ? [readFields(value)] : [],
  );
}

function textOf(fields: readonly Field[], wanted: number): string {
  const field = fields.find(({ number, wire }) => number === wanted && wire === WIRE.bytes);
  return field === undefined ? "" : decode(field.value as Uint8Array);
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}
