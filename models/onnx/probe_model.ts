/**
 * A tiny model, one convolution, to see whether a provider runs at all, and how fast.
 * @module
 */
import { type Field, WIRE, writeFields, writePacked } from "./wire.ts";

const CHANNELS = 32;
const SIDE = 64;
const KERNEL = 3;

/** Sides of its input. */
export const PROBE_SIDES: readonly number[] = [1, CHANNELS, SIDE, SIDE];

/** Every ONNX Runtime since 1.10 reads these. */
const IR_VERSION = 8n;
const OPERATOR_SET = 13n;

const FLOAT = 1n;
const INTS = 7n;

/** Its bytes: 75 million multiplications and additions a run. */
export function probeModel(): Uint8Array {
  const weights = Float32Array.from(
    { length: CHANNELS * CHANNELS * KERNEL ** 2 },
    (_, i) => Math.sin(i) / 16,
  );
  const pads = writeFields([text(1, "pads"), bytes(8, writePacked([1n, 1n, 1n, 1n])), number(20, INTS)]);
  const node = [text(1, "x"), text(1, "w"), text(2, "y"), text(4, "Conv"), bytes(5, pads)];
  const tensor = [
    bytes(1, writePacked([CHANNELS, CHANNELS, KERNEL, KERNEL].map(BigInt))),
    number(2, FLOAT),
    text(8, "w"),
    bytes(9, new Uint8Array(weights.buffer)),
  ];
  const graph = writeFields([
    bytes(1, writeFields(node)),
    text(2, "probe"),
    bytes(5, writeFields(tensor)),
    bytes(11, value("x")),
    bytes(12, value("y")),
  ]);
  const operators = writeFields([number(2, OPERATOR_SET)]);
  return writeFields([number(1, IR_VERSION), bytes(7, graph), bytes(8, operators)]);
}

function value(name: string): Uint8Array {
  const shape = PROBE_SIDES.map((side) => bytes(1, writeFields([number(1, BigInt(side))])));
  const tensor = writeFields([number(1, FLOAT), bytes(2, writeFields(shape))]);
  return writeFields([text(1, name), bytes(2, writeFields([bytes(1, tensor)]))]);
}

function number(field: number, value: bigint): Field {
  return { number: field, wire: WIRE.varint, value };
}

function bytes(field: number, value: Uint8Array): Field {
  return { number: field, wire: WIRE.bytes, value };
}

function text(field: number, value: string): Field {
  return bytes(field, Buffer.from(value));
}
