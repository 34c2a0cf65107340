/** @module Cut and damaged Arrow streams. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Message, Schema, tableFromIPC } from "apache-arrow";
import type { FaceRecord } from "../../../core/mod.ts";
import { readArrow, writeArrow } from "../../../formats/mod.ts";
import { COMPRESSED_STREAM } from "../../tools/pyarrow_stream.ts";
import { collect, inChunks, joined, rejectsStream, streamOf } from "../../tools/streams.ts";

const PHOTOS: FaceRecord[] = [
  { kind: "photo", path: "a.jpg", size: 1 },
  { kind: "photo", path: "b.jpg", placed: ["x", "y"] },
];
const STREAM = await joined(writeArrow(streamOf(...PHOTOS)));
const END_MARKER = Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]);
const NO_END = "the stream ends without its end marker";

/** Where each message begins, and the end marker. */
function messageStarts(stream: Buffer): number[] {
  const starts = [0];
  for (let at = 0, length = stream.readInt32LE(4); length !== 0; length = stream.readInt32LE(at + 4)) {
    at += 8 + length + Message.decode(stream.subarray(at + 8, at + 8 + length)).bodyLength;
    starts.push(at);
  }
  return starts;
}

const [, DICTIONARY, BATCH, END] = messageStarts(STREAM) as [number, number, number, number];

/** The stream with a change; what it reads as. */
function changed(change: (stream: Buffer) => Buffer | undefined): AsyncIterable<FaceRecord> {
  const copy = Buffer.from(STREAM);
  return readArrow(inChunks(change(copy) ?? copy));
}

test("the stream of these tests is sound: schema, dictionary, batch, end", async () => {
  assert.equal(END + 8, STREAM.length);
  assert.deepEqual(await collect(changed(() => undefined)), PHOTOS);
});

test("a cut anywhere is an error, between two messages too", async () => {
  for (let end = 0; end < STREAM.length; end++) {
    const where = end < DICTIONARY || end === 0 ? "schema" : end < END ? "batch 1" : "batch 2";
    await rejectsStream(readArrow(inChunks(STREAM.subarray(0, end))), `${where}: ${NO_END}`);
  }
});

test("records before a cut are given out", async () => {
  const seen: FaceRecord[] = [];
  const reading = async () => {
    for await (const record of changed((stream) => stream.subarray(0, END))) seen.push(record);
  };
  await assert.rejects(reading, /batch 2: the stream ends without its end marker/);
  assert.deepEqual(seen, PHOTOS);
});

test("messages in the wrong order", async () => {
  await rejectsStream(
    changed((stream) => stream.subarray(DICTIONARY)),
    "schema: expected a schema first",
  );
  await rejectsStream(
    changed(() => END_MARKER),
    "schema: expected a schema first",
  );
  await rejectsStream(
    changed((stream) => Buffer.concat([stream.subarray(0, DICTIONARY), stream])),
    "batch 1: expected a batch, found a second schema",
  );
  await rejectsStream(
    changed((stream) => Buffer.concat([stream.subarray(0, DICTIONARY), stream.subarray(BATCH)])),
    "batch 1, field kind: damaged: a dictionary has no value 0",
  );
});

test("bytes behind the end marker must be another stream", async () => {
  await rejectsStream(
    changed((stream) => Buffer.concat([stream, Buffer.from("rubbish!")])),
    "batch 2: expected an Arrow message",
  );
  await rejectsStream(
    changed((stream) => Buffer.concat([stream, Buffer.from("x")])),
    `batch 2: ${NO_END}`,
  );
});

test("lengths of messages are checked before memory is taken", async () => {
  const header = (length: number) =>
    changed((stream) => {
      stream.writeInt32LE(length, BATCH + 4);
      return stream;
    });
  await rejectsStream(header(0x7fffffff), "batch 1: takes more than 1 MiB; write smaller batches");
  await rejectsStream(header(-5), "batch 1: damaged: a part has a length of -5 bytes");
  await rejectsStream(header(2 ** 20), `batch 1: ${NO_END}`);

  const body = (length: bigint) =>
    changed((stream) => {
      stream.writeBigInt64LE(length, findBodyLength(stream));
      return stream;
    });
  await rejectsStream(body(2n ** 40n), "batch 1: takes more than 1024 MiB; write smaller batches");
  await rejectsStream(body(2n ** 62n), "batch 1: damaged: the header cannot be decoded");
  await rejectsStream(body(-8n), "batch 1: damaged: a part has a length of -8 bytes");
  const before = process.memoryUsage().rss;
  await rejectsStream(body(2n ** 30n), `batch 1: ${NO_END}`);
  assert.ok(process.memoryUsage().rss - before < 2 ** 28);
});

/** Position of a slot of the table to which the offset at `at` leads, in a flatbuffer. */
function slotPosition(stream: Buffer, at: number, slot: number): number {
  const table = at + stream.readInt32LE(at);
  const vtable = table - stream.readInt32LE(table);
  return table + stream.readUInt16LE(vtable + 4 + 2 * slot);
}

function findBodyLength(stream: Buffer): number {
  return slotPosition(stream, BATCH + 8, 3);
}

test("the number of rows must agree with the columns", async () => {
  const rows = (count: bigint) =>
    changed((stream) => {
      const header = slotPosition(stream, BATCH + 8, 2);
      stream.writeBigInt64LE(count, slotPosition(stream, header, 0));
      return stream;
    });
  assert.deepEqual(await collect(rows(2n)), PHOTOS);
  await rejectsStream(rows(1n), "batch 1, field kind: damaged: 2 values for 1 rows");
  await rejectsStream(rows(-1n), "batch 1: damaged: it claims -1 rows");
  await rejectsStream(rows(2n ** 50n), "batch 1: damaged: it claims 1125899906842624 rows");
});

test("compressed batches are refused with advice", async () => {
  await rejectsStream(
    readArrow(inChunks(COMPRESSED_STREAM)),
    "batch 1: compressed batches cannot be read; write them uncompressed",
  );
});

test("more columns than anybody has", async () => {
  const { schema } = tableFromIPC(STREAM);
  const wide = new Schema(
    Array.from({ length: 15_000 }, (_, i) => schema.fields[1]!.clone({ name: `c${i}` })),
  );
  const header = Message.encode(Message.from(wide));
  const start = Buffer.alloc(8);
  start.writeInt32LE(-1);
  start.writeInt32LE(header.length, 4);
  await rejectsStream(
    readArrow(streamOf(start, header, END_MARKER)),
    /^schema: (damaged: the header cannot be decoded|takes more than 1 MiB)/,
  );
});
