/** @module Protobuf messages as fields: read, written, damaged. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Field, readFields, readPacked, writeFields, writePacked } from "../../../models/onnx/wire.ts";
import { noise } from "../../tools/noise.ts";

test("the examples of the protobuf documentation", () => {
  // https://protobuf.dev/programming-guides/encoding/: field 1 = 150, field 2 = "testing", packed 3, 270, 86942.
  assert.deepEqual(readFields(Uint8Array.of(0x08, 0x96, 0x01)), [{ number: 1, wire: 0, value: 150n }]);
  const text = Buffer.from("120774657374696e67", "hex");
  assert.equal(Buffer.from(readFields(text)[0]!.value as Uint8Array).toString(), "testing");
  assert.deepEqual(readPacked(Buffer.from("038e029ea705", "hex")), [3n, 270n, 86942n]);
  assert.deepEqual(Buffer.from(writePacked([3n, 270n, 86942n])).toString("hex"), "038e029ea705");
});

test("what is read and written again is the same, of every layout", () => {
  const fields: Field[] = [
    { number: 1, wire: 0, value: 2n ** 64n - 1n },
    { number: 16, wire: 1, value: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    { number: 2, wire: 2, value: new Uint8Array(300).fill(7) },
    { number: 2047, wire: 5, value: Uint8Array.of(1, 2, 3, 4) },
    { number: 3, wire: 2, value: new Uint8Array(0) },
  ];
  const bytes = writeFields(fields);
  assert.deepEqual(Buffer.from(writeFields(readFields(bytes))), Buffer.from(bytes));
  assert.equal(readFields(bytes).length, fields.length);
  assert.deepEqual(readPacked(writePacked([-1n, 0n, 2n ** 62n])), [-1n, 0n, 2n ** 62n]);
});

test("damaged messages are refused, whatever they hold", () => {
  for (const hex of [
    "08",
    "0a05616263",
    "0b",
    "09010203",
    "08ffffffffffffffffffff01",
    "0affffffffffffffffff01",
  ]) {
    assert.throws(() => readFields(Buffer.from(hex, "hex")), RangeError, hex);
  }
  for (let seed = 0; seed < 200; seed++) {
    try {
      readFields(noise(64, `wire ${seed}`));
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
});
