/** @module Arrow streams hold what NDJSON streams hold. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type FixedSizeList, tableFromIPC } from "apache-arrow";
import { type Face, type FaceRecord, FIELD_ENTRIES, type Kind } from "../../../core/mod.ts";
import { readArrow, readNdjson, writeArrow, writeNdjson } from "../../../formats/mod.ts";
import { Random, randomRecord, randomUnitVector } from "../../tools/random_records.ts";
import { collect, inChunks, joined, streamOf } from "../../tools/streams.ts";

const toArrow = (...records: FaceRecord[]) => joined(writeArrow(streamOf(...records)));
const toNdjson = (records: AsyncIterable<FaceRecord>) => joined(writeNdjson(records));

function face(index: number, fields: Partial<Face> = {}): Face {
  return { kind: "face", faceId: `0123456789abcdef-${index}`, ...fields };
}

test("NDJSON to Arrow to NDJSON gives the same bytes, whatever valid records there are", async () => {
  const random = new Random(11);
  for (let round = 0; round < 60; round++) {
    const records = random.list(random.below(40), () => randomRecord(random));
    const ndjson = await toNdjson(readNdjson(inChunks(await toNdjson(streamOf(...records)))));
    const arrow = await joined(writeArrow(readNdjson(inChunks(ndjson))));
    const back = await toNdjson(readArrow(inChunks(arrow, 1 + random.below(5000))));
    assert.ok(back.equals(ndjson), `round ${round} differs`);
  }
});

test("several batches, several windows of rows, rows without what others have", async () => {
  const random = new Random(12);
  const records = Array.from({ length: 5000 }, (_, i): FaceRecord => {
    if (i % 3 === 0) return { kind: "photo", path: `${i}.jpg`, size: i, mtime: i % 2 ? "é" : "e" };
    return face(i, i % 3 === 1 ? { embedding: randomUnitVector(random, 8), score: i / 7 } : {});
  });
  const arrow = await toArrow(...records);
  assert.deepEqual(
    tableFromIPC(arrow).batches.map((batch) => batch.numRows),
    [1024, 1024, 1024, 1024, 904],
  );
  assert.deepEqual(await collect(readArrow(inChunks(arrow))), records);
});

test("equal records give equal bytes, however slowly they come", async () => {
  const random = new Random(13);
  const records = random.list(100, () => randomRecord(random));
  async function* slowly() {
    for (const record of records) {
      await new Promise((resolve) => setImmediate(resolve));
      yield record;
    }
  }
  assert.ok((await joined(writeArrow(slowly()))).equals(await toArrow(...records)));
});

test("the schema is the field table, in its order", async () => {
  const { schema } = tableFromIPC(
    await toArrow(face(0, { embedding: Float32Array.of(1, 0, 0), embedder: "e@1", detector: "d@1" })),
  );
  const types: Record<string, string> = {
    kind: "Dictionary<Int8, Utf8>",
    string: "Utf8",
    sha256: "Utf8",
    integer: "Int64",
    number: "Float64",
    boolean: "Bool",
    bytes: "Binary",
    embedding: "FixedSizeList[3]<Float32>",
    box: "FixedSizeList[4]<Float64>",
    landmarks: "FixedSizeList[10]<Float64>",
    strings: "List<Utf8>",
    object: "Utf8",
    objects: "Utf8",
  };
  assert.deepEqual(
    schema.fields.map(({ name, type }) => `${name}: ${type}`),
    [...FIELD_ENTRIES.map(([name, field]) => `${name}: ${types[field.type]}`), "extra: Utf8"],
  );
  assert.deepEqual(
    [...schema.metadata],
    [
      ["facepipe.schema", "1"],
      ["facepipe.detectors", "d@1"],
      ["facepipe.embedders", "e@1"],
    ],
  );
});

test("apache-arrow's own reader sees the values", async () => {
  const embedding = Float32Array.of(0.6, 0.8);
  const labelled: Face = face(1, {
    bbox: [1, 2, 3, 4],
    landmarks: [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
      [9, 10],
    ],
    elected: true,
    labels: ["a", "", "ö"],
    features: { age: 31 },
    crop: Uint8Array.of(7),
    embedding,
  });
  const photo = { kind: "photo", path: "é.jpg", size: 2 ** 53 - 1, mine: [1] } as FaceRecord;
  const table = tableFromIPC(await toArrow(photo, labelled));
  const column = (name: string) => [...table.getChild(name)!].map((value) => JSON.parse(json(value)));
  assert.deepEqual(column("kind"), ["photo", "face"]);
  assert.deepEqual(column("path"), ["é.jpg", null]);
  assert.deepEqual(column("size"), [String(2 ** 53 - 1), null]);
  assert.deepEqual(column("bbox"), [null, [1, 2, 3, 4]]);
  assert.deepEqual(column("landmarks"), [null, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
  assert.deepEqual(column("elected"), [null, true]);
  assert.deepEqual(column("labels"), [null, ["a", "", "ö"]]);
  assert.deepEqual(column("features"), [null, '{"age":31}']);
  assert.deepEqual(column("crop"), [null, [7]]);
  assert.deepEqual(column("embedding"), [null, [...embedding]]);
  assert.deepEqual(column("extra"), ['{"mine":[1]}', null]);
});

/** Arrow's own values as JSON: lists as lists, 64-bit numbers as strings. */
function json(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === "bigint") return String(inner);
    if (ArrayBuffer.isView(inner)) return [...(inner as Uint8Array)];
    return inner !== null && typeof inner === "object" && "toArray" in inner ? [...inner.toArray()] : inner;
  });
}

test("the first batch fixes the length of embeddings; another one is refused by face", async () => {
  const short = face(1, { embedding: Float32Array.of(1, 0) });
  const long = face(2, { embedding: Float32Array.of(1, 0, 0) });
  const chunks: Uint8Array[] = [];
  const writing = async () => {
    for await (const chunk of writeArrow(streamOf(short, long))) chunks.push(chunk);
  };
  await assert.rejects(
    writing,
    /^FacepipeError: Cannot write face 0123456789abcdef-2 as Arrow: its embedding has 3 values, those before have 2$/,
  );
  const records: FaceRecord[] = [];
  const reading = async () => {
    for await (const record of readArrow(streamOf(...chunks))) records.push(record);
  };
  await assert.rejects(reading, /ends without its end marker/);
  assert.deepEqual(records, [short]);
});

test("where the first batch has no embedding, the column is a list of any length", async () => {
  const photos = Array.from({ length: 1024 }, (_, i): FaceRecord => ({ kind: "photo", path: `${i}.jpg` }));
  const late = face(1, { embedding: Float32Array.of(0.6, 0.8) });
  const arrow = await toArrow(...photos, late, face(2));
  const type = tableFromIPC(arrow).schema.fields.find(({ name }) => name === "embedding")!
    .type as FixedSizeList;
  assert.equal(String(type), "List<Float32>");
  assert.deepEqual((await collect(readArrow(inChunks(arrow)))).slice(1024), [late, face(2)]);
});

test("batches are cut by size too, so that photos inside records do not pile up", async () => {
  async function* photos() {
    for (let i = 0; i < 6; i++) {
      yield { kind: "photo" as const, path: `${i}.jpg`, bytes: new Uint8Array(3 * 2 ** 20).fill(i) };
    }
  }
  const arrow = await joined(writeArrow(photos()));
  assert.deepEqual(
    tableFromIPC(arrow).batches.map((batch) => batch.numRows),
    [2, 2, 2],
  );
  const sizes = (await collect(readArrow(inChunks(arrow)))).map(
    (record) => record.kind === "photo" && record.bytes![5],
  );
  assert.deepEqual(sizes, [0, 1, 2, 3, 4, 5]);
});

test("a live stream may ask for batches after some time", async () => {
  async function* live() {
    yield face(1);
    await new Promise(() => undefined);
  }
  const chunk = await writeArrow(live(), { flushAfter: 10 })[Symbol.asyncIterator]().next();
  assert.ok(!chunk.done && chunk.value.length > 0);
});

test("no record makes a stream with a schema and no batch", async () => {
  const arrow = await toArrow();
  assert.equal(tableFromIPC(arrow).numRows, 0);
  assert.deepEqual(await collect(readArrow(inChunks(arrow))), []);
});

test("streams one behind the other read like one", async () => {
  const [a, b] = [await toArrow(face(1)), await toArrow(face(2))];
  assert.deepEqual(await collect(readArrow(inChunks(Buffer.concat([a, await toArrow(), b]), 100))), [
    face(1),
    face(2),
  ]);
});

test("the writer takes no more records than the batch needs", async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given++;
      yield { kind: "end" as Kind & "end", stage: "scan", photos: given, errors: 0 };
    }
  }
  const chunks = writeArrow(endless())[Symbol.asyncIterator]();
  await chunks.next();
  assert.equal(given, 1024);
  await chunks.return?.();
});

test("a bad row is told after the good ones before it, wherever in a window it stands", async () => {
  for (const bad of [1, 2, 256, 257, 1024, 1030]) {
    const records = Array.from({ length: 1100 }, (_, i): FaceRecord => {
      return face(i, { sha256: i + 1 === bad ? "no hash" : "0".repeat(64), score: 0.5 });
    });
    let count = 0;
    const reading = (async () => {
      for await (const _ of readArrow(inChunks(await toArrow(...records)))) count++;
    })();
    const row = bad > 1024 ? `batch 2, row ${bad - 1024}` : `batch 1, row ${bad}`;
    await assert.rejects(reading, {
      message: `Cannot read records: ${row}, field sha256: expected 64 lower-case hex digits, found "no hash"`,
    });
    assert.equal(count, bad - 1);
  }
});
