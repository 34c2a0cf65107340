/** @module Arrow streams of other programs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type DataType,
  Float64,
  Int32,
  Int64,
  makeVector,
  Table,
  TimestampMillisecond,
  tableToIPC,
  Utf8,
  Utf8View,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { readArrow } from "../../../formats/mod.ts";
import { PYARROW_STREAM } from "../../tools/pyarrow_stream.ts";
import { collect, inChunks, rejectsStream } from "../../tools/streams.ts";

const column = (values: readonly unknown[], type: DataType) => vectorFromArray(values, type) as Vector;
const kinds = (...values: string[]) => column(values, new Utf8());
const read = (columns: Record<string, Vector>) =>
  readArrow(inChunks(tableToIPC(new Table(columns), "stream")));

test("a stream of pyarrow with other types for nearly every column", async () => {
  assert.deepEqual(await collect(readArrow(inChunks(PYARROW_STREAM, 777))), [
    { rank: 7, kind: "photo", path: "a.jpg", width: 640, size: 2 ** 53 - 1, raw: "/w==" },
    {
      kind: "face",
      path: "a.jpg",
      faceId: "0123456789abcdef-0",
      bbox: [1, 2, 3, 4],
      landmarks: [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
        [9, 10.5],
      ],
      embedding: Float32Array.of(0.6, 0.8),
      elected: true,
      labels: ["a", "ö"],
      features: { age: 31, emotions: [0.5, 0.25] },
      matches: [{ id: "x" }, { id: "y" }],
      crop: Uint8Array.of(1, 2),
    },
  ]);
});

test("binary fields may be base64 text, as in NDJSON", async () => {
  const columns = { kind: kinds("photo"), path: kinds("a"), bytes: kinds("AQI=") };
  assert.deepEqual(await collect(read(columns)), [{ kind: "photo", path: "a", bytes: Uint8Array.of(1, 2) }]);
});

test("a column extra is ours only in our own streams", async () => {
  const columns = { kind: kinds("photo"), path: kinds("a"), extra: column([5], new Int32()) };
  assert.deepEqual(await collect(read(columns)), [{ kind: "photo", path: "a", extra: 5 }]);
});

test("a column of an odd name sets a field of that name", async () => {
  const [record] = await collect(read({ kind: kinds("photo"), path: kinds("a"), ["__proto__"]: kinds("x") }));
  assert.equal(Object.getPrototypeOf(record), Object.prototype);
  assert.ok(Object.hasOwn(record!, "__proto__"));
});

test("values that the field cannot take are refused with batch, row and field", async () => {
  const [kind, path] = [kinds("photo", "photo"), kinds("a", "b")];
  const at = "batch 1, row 2, field";
  const refused = (columns: Record<string, Vector>, message: string | RegExp) =>
    rejectsStream(read({ kind, path, ...columns }), message);
  await refused(
    { size: column([1, -1], new Int32()) },
    `${at} size: expected a whole number from 0 to 2^53 - 1, found -1`,
  );
  await refused(
    { size: column([1n, 2n ** 53n + 1n], new Int64()) },
    `${at} size: expected a whole number from 0 to 2^53 - 1, found 9007199254740993`,
  );
  await refused(
    { size: column([1, 0.5], new Float64()) },
    `${at} size: expected a whole number from 0 to 2^53 - 1, found 0.5`,
  );
  await refused(
    { sha256: kinds("0".repeat(64), "x") },
    `${at} sha256: expected 64 lower-case hex digits, found "x"`,
  );
  await refused({ mtime: column([null, 5], new Int32()) }, `${at} mtime: expected text, found 5`);
  await refused({ path: column(["a", null], new Utf8()) }, `${at} path: missing, every photo record has it`);
  await refused(
    { kind: kinds("photo", "foto") },
    `${at} kind: found "foto", expected photo, face, error or end`,
  );
  await refused(
    { mine: column([1n, 2n ** 60n], new Int64()) },
    /row 2, field "mine": expected a number that JSON can hold, found 1152921504606846976$/,
  );
  await refused(
    { mine: makeVector(Float64Array.of(1, Number.NaN)) },
    /row 2, field "mine": expected a number that JSON can hold, found NaN$/,
  );
});

test("faces are checked like those of NDJSON", async () => {
  const ids = { kind: kinds("face"), faceId: kinds("f") };
  const list = (values: number[]) => vectorFromArray([values]) as Vector;
  const at = "batch 1, row 1, field";
  await rejectsStream(
    read({ ...ids, embedding: list([0.5, 0.5]) }),
    `${at} embedding: expected a vector of length 1, found length 0.7071`,
  );
  await rejectsStream(
    read({ ...ids, embedding: list([1, Number.NaN]) }),
    `${at} embedding: expected finite values, found NaN at index 1`,
  );
  await rejectsStream(
    read({ ...ids, bbox: list([3, 2, 1, 4]) }),
    `${at} bbox: expected x1 <= x2 and y1 <= y2, found 3, 2, 1, 4`,
  );
  await rejectsStream(
    read({ ...ids, bbox: list([1]) }),
    `${at} bbox: expected four finite numbers, found a list of 1`,
  );
  await rejectsStream(read({ ...ids, features: kinds("{") }), `${at} features: expected JSON`);
  await rejectsStream(
    read({ ...ids, features: kinds("[]") }),
    `${at} features: expected an object, found a list of 0`,
  );
});

test("types that cannot be read are refused with the column's name", async () => {
  const when = column([new Date(0)], new TimestampMillisecond());
  await rejectsStream(
    read({ kind: kinds("photo"), mtime: when }),
    "schema, field mtime: cannot read a column of type Timestamp",
  );
  const view = column(["a"], new Utf8View());
  await rejectsStream(
    read({ kind: kinds("photo"), "bad\u001bname": view }),
    'schema, field "bad\\u001bname": cannot read a column of type Utf8View',
  );
});

test("a stream of records without kinds", async () => {
  await rejectsStream(
    read({ path: kinds("a") }),
    "batch 1, row 1, field kind: missing, expected photo, face, error or end",
  );
});
