/** @module The format of a stream is told by its first bytes, and mistakes by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { type FaceRecord, streamError } from "../../core/mod.ts";
import { type ReadOptions, readRecords, writeRecords } from "../../formats/mod.ts";
import { collect, inChunks, joined, rejectsStream, streamOf } from "../tools/streams.ts";

const RECORDS: FaceRecord[] = [
  { kind: "photo", path: "a.jpg" },
  { kind: "end", stage: "scan", photos: 1, errors: 0 },
];
const NDJSON = await joined(writeRecords(streamOf(...RECORDS), "ndjson"));
const ARROW = await joined(writeRecords(streamOf(...RECORDS), "arrow"));

const read = (data: Uint8Array | string, options?: ReadOptions, size?: number) =>
  readRecords(inChunks(data, size), options);

test("both formats are recognised, in chunks of any size", async () => {
  for (const stream of [NDJSON, ARROW]) {
    for (const size of [1, 3, 7, 100_000]) assert.deepEqual(await collect(read(stream, {}, size)), RECORDS);
  }
  assert.deepEqual(await collect(read(NDJSON, { format: "ndjson" })), RECORDS);
  assert.deepEqual(await collect(read(ARROW, { format: "arrow" })), RECORDS);
});

test("white space, a byte order mark and nothing at all", async () => {
  for (const start of ["\n", "\r\n  ", "\ufeff"])
    assert.deepEqual(await collect(read(start + NDJSON)), RECORDS);
  for (const format of ["auto", "ndjson", "arrow"] as const) {
    assert.deepEqual(await collect(read("", { format })), []);
  }
});

test("the other format than the one asked for", async () => {
  await rejectsStream(read(NDJSON, { format: "arrow" }), "input: it is NDJSON, expected an Arrow stream");
  await rejectsStream(read(ARROW, { format: "ndjson" }), "input: it is an Arrow stream, expected NDJSON");
});

test("other things that people pipe are called by their name", async () => {
  const expected = "expected NDJSON or an Arrow stream";
  const latin1 = (text: string) => Buffer.from(text, "latin1");
  const cases: [Uint8Array | string, string][] = [
    ["ARROW1\0\0rest of a file", "an Arrow file, EXPECTED; write it as an Arrow IPC stream"],
    ["PAR1 and so on", "a Parquet file, EXPECTED; write it as an Arrow IPC stream"],
    [gzipSync(NDJSON), "packed with gzip, EXPECTED; unpack it first"],
    [latin1("\x28\xb5\x2f\xfd"), "packed with zstd, EXPECTED; unpack it first"],
    ["PK\x03\x04", "a ZIP archive, EXPECTED; unpack it first"],
    [latin1("\xff\xd8\xff\xe0\0\x10JFIF"), "a JPEG picture, EXPECTED; `scan` makes records of photos"],
    [latin1("\x89PNG\r\n"), "a PNG picture, EXPECTED; `scan` makes records of photos"],
    ["SQLite format 3\0", "an SQLite database, EXPECTED"],
    [Buffer.from(`\ufeff${NDJSON}`, "utf16le"), "text in UTF-16, EXPECTED; write it in UTF-8"],
    ['[{"kind":"photo"}]', "a JSON list, EXPECTED; write one object a line, as `jq -c '.[]'` does"],
  ];
  for (const [data, message] of cases) {
    await rejectsStream(read(data, {}, 2), `input: it is ${message.replace("EXPECTED", expected)}`);
  }
  await rejectsStream(read("hello\n"), "line 1: not valid JSON");
  await rejectsStream(read(Buffer.from([255])), "line 1: not valid UTF-8");
});

test("the first record of a live stream does not wait for more bytes", async () => {
  async function* live() {
    yield Buffer.from('{"kind":"photo","path":"a"}\n');
    await new Promise(() => undefined);
  }
  const { value } = await readRecords(live())[Symbol.asyncIterator]().next();
  assert.deepEqual(value, { kind: "photo", path: "a" });
});

test("whoever stops reading closes the source, in either format and after a mistake", async () => {
  for (const stream of [NDJSON, ARROW, Buffer.from("PK\x03\x04 and more")]) {
    let closed = false;
    const source = async function* () {
      try {
        yield* inChunks(stream, 5);
        for (;;) yield Buffer.from("\n");
      } finally {
        closed = true;
      }
    };
    await readRecords(source())[Symbol.asyncIterator]().return?.();
    assert.equal(closed, false, "nothing was opened");
    const reading = async () => {
      for await (const _ of readRecords(source())) break;
    };
    await reading().catch(() => undefined);
    assert.ok(closed);
  }
});

test("an error of the source comes through as it is", async () => {
  const failure = streamError("line 1", "the cable is cut");
  async function* failing() {
    yield NDJSON;
    throw failure;
  }
  await assert.rejects(collect(readRecords(failing())), failure);
});
