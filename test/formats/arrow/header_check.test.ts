/** @module Hostile flatbuffers are refused before they are decoded. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Field, Int32, List, Message, Schema, Struct } from "apache-arrow";
import { checkHeader } from "../../../formats/arrow/header_check.ts";

const SCHEMA_SLOTS = 4;
const FIELD_SLOTS = 6;

/**
 * A schema message, put together by hand, whose field has `width` children, which all are one field, which has
 * `width` children, and so on, `depth` times: small, but a tree of width^depth fields.
 */
function bushyHeader(width: number, depth: number): Uint8Array {
  const bytes = Buffer.alloc(2 ** 16);
  let end = 4;
  /** Writes a vtable and its table with one offset slot, and the byte-sized slots given; returns the table. */
  const table = (slots: number, offsetSlot: number, type?: { slot: number; value: number }): number => {
    const vtable = end;
    const size = 4 + 2 * slots;
    bytes.writeUInt16LE(size, vtable);
    bytes.writeUInt16LE(12, vtable + 2);
    bytes.writeUInt16LE(4, vtable + 4 + 2 * offsetSlot);
    if (type !== undefined) bytes.writeUInt16LE(8, vtable + 4 + 2 * type.slot);
    const at = vtable + size;
    bytes.writeInt32LE(size, at);
    if (type !== undefined) bytes.writeUInt8(type.value, at + 8);
    end = at + 12;
    return at;
  };
  const message = table(5, 2, { slot: 1, value: 1 });
  bytes.writeInt32LE(message, 0);
  const schema = table(SCHEMA_SLOTS, 1);
  bytes.writeInt32LE(schema - (message + 4), message + 4);
  let parent = schema;
  for (let level = 0; level < depth; level++) {
    const vector = end;
    bytes.writeInt32LE(vector - (parent + 4), parent + 4);
    bytes.writeUInt32LE(width, vector);
    end = vector + 4 + 4 * width;
    const field = table(FIELD_SLOTS, 5);
    for (let i = 0; i < width; i++) bytes.writeInt32LE(field - (vector + 4 + 4 * i), vector + 4 + 4 * i);
    parent = field;
  }
  bytes.writeInt32LE(end - (parent + 4), parent + 4);
  end += 4;
  return bytes.subarray(0, end);
}

test("headers that the library writes pass", () => {
  const item = new Field("item", new Int32(), true, new Map([["note", "ö"]]));
  const fields = [new Field("list", new List(item)), new Field("struct", new Struct([item, item]))];
  checkHeader(Message.encode(Message.from(new Schema(fields, new Map([["a", "b"]])))));
});

test("the header made by hand is what it says", () => {
  const header = Message.decode(bushyHeader(1, 0)).header() as Schema;
  assert.equal(header.fields.length, 0);
  checkHeader(bushyHeader(2, 3));
});

test("few bytes that stand for endlessly many fields are refused at once", () => {
  const header = bushyHeader(2, 50);
  assert.ok(header.length < 3000);
  const started = performance.now();
  assert.throws(
    () => checkHeader(header),
    /^RangeError: (too many nested tables|a vector is longer than the header)$/,
  );
  assert.ok(performance.now() - started < 1000);
});

test("columns nested without end are refused", () => {
  assert.throws(() => checkHeader(bushyHeader(1, 100)), /too many nested tables/);
});

test("a field that is its own child is refused", () => {
  const header = Buffer.from(bushyHeader(1, 1));
  const field = header.length - 16;
  const vector = header.length - 4;
  header.writeUInt32LE(1, vector);
  const looped = Buffer.concat([header, Buffer.alloc(4)]);
  looped.writeInt32LE(field - (vector + 4), vector + 4);
  assert.throws(() => checkHeader(looped), /too many nested tables|longer than the header/);
});

test("vectors and tables outside the header are refused", () => {
  const header = Message.encode(Message.from(new Schema([new Field("a", new Int32())])));
  for (let at = 0; at + 4 <= header.length; at += 4) {
    for (const value of [0x7fffffff, -0x80000000, -4]) {
      const damaged = Buffer.from(header);
      damaged.writeInt32LE(value, at);
      try {
        checkHeader(damaged);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
        continue;
      }
      // What passes must at least not run away: the library decodes it or throws.
      try {
        Message.decode(damaged).header();
      } catch {}
    }
  }
});

test("an empty or tiny header", () => {
  for (let length = 0; length < 12; length++) {
    assert.throws(() => checkHeader(new Uint8Array(length).fill(255)), RangeError);
  }
});
