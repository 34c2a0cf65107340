/**
 * Protobuf messages as lists of fields, so that a model file can be changed in a few places and
 * stays as it was in all others. Only what the wire says is read; nothing is known of the schema.
 * The encoding: https://protobuf.dev/programming-guides/encoding/
 * @module
 */

/** How the bytes of a field are laid out. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A field of a message: whole numbers as `bigint`, everything else as the bytes that carry it. */
export type Field =
  | { readonly number: number; readonly wire: typeof WIRE.varint; readonly value: bigint }
  | { readonly number: number; readonly wire: 1 | 2 | 5; readonly value: Uint8Array };

/** Largest number of bytes of a varint: 64 bits, seven a byte. */
const MAX_VARINT_BYTES = 10;

/**
 * The fields of a message in their order. Bytes are views into the message.
 *
 * @throws RangeError where the bytes are no protobuf message.
 */
export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const key = readVarint(message, at);
    const [number, wire] = [Number(key.value >> 3n), Number(key.value & 7n)];
    if (wire === WIRE.varint) {
      const { value, end } = readVarint(message, key.end);
      fields.push({ number, wire, value });
      at = end;
    } else {
      const { start, end } = spanOf(message, wire, key.end);
      fields.push({ number, wire: wire as 1 | 2 | 5, value: message.subarray(start, end) });
      at = end;
    }
  }
  return fields;
}

function spanOf(message: Uint8Array, wire: number, at: number): { start: number; end: number } {
  if (wire === WIRE.fixed64) return within(message, at, 8);
  if (wire === WIRE.fixed32) return within(message, at, 4);
  if (wire !== WIRE.bytes) throw new RangeError(`no protobuf message: wire type ${wire}`);
  const { value, end } = readVarint(message, at);
  return within(message, end, Number(value));
}

function within(message: Uint8Array, start: number, length: number): { start: number; end: number } {
  if (!(start + length <= message.length)) throw new RangeError("no protobuf message: it ends early");
  return { start, end: start + length };
}

/** A number of seven bits a byte, low bits first; a set high bit says that more follow. */
function readVarint(bytes: Uint8Array, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) throw new RangeError("no protobuf message: it ends early");
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value, end: start + i + 1 };
  }
  throw new RangeError("no protobuf message: a number has more than 64 bits");
}

/** Whole numbers that a repeated field packs into its bytes, each with 64 bits and a sign. */
export function readPacked(bytes: Uint8Array): bigint[] {
  const values: bigint[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = readVarint(bytes, at);
    values.push(BigInt.asIntN(64, value));
    at = end;
  }
  return values;
}

/** The message that the fields make. */
export function writeFields(fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap((field) => {
    const key = varint(BigInt(field.number * 8 + field.wire));
    if (field.wire === WIRE.varint) return [key, varint(field.value)];
    return field.wire === WIRE.bytes
      ? [key, varint(BigInt(field.value.length)), field.value]
      : [key, field.value];
  });
  return Buffer.concat(parts);
}

/** Whole numbers, each with 64 bits and a sign, as one packed field carries them. */
export function writePacked(values: readonly bigint[]): Uint8Array {
  return Buffer.concat(values.map((value) => varint(BigInt.asUintN(64, value))));
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
