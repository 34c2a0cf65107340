/** @module NDJSON is written in one order, and at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FacepipeError, type FaceRecord } from "../../core/mod.ts";
import { MAX_INLINE_BYTES, writeNdjson } from "../../formats/mod.ts";
import { collect, joined, streamOf } from "../tools/streams.ts";

const written = async (...records: FaceRecord[]) => String(await joined(writeNdjson(streamOf(...records))));

test("fields in the order of the table, unknown ones behind, binary as base64", async () => {
  const record = {
    mine: 1,
    embedding: Float32Array.of(0.6, 0.8),
    size: "misplaced",
    score: 0.5,
    person: undefined,
    crop: Uint8Array.of(1, 2, 3),
    faceId: "f\u2028",
    kind: "face",
    "0": [],
  } as unknown as FaceRecord;
  assert.equal(
    await written(record),
    '{"kind":"face","faceId":"f\u2028","score":0.5,"embedding":"mpkZP83MTD8=","crop":"AQID","0":[],"mine":1,"size":"misplaced"}\n',
  );
});

test("a key __proto__ and half a surrogate pair survive", async () => {
  const record = JSON.parse('{"kind":"photo","path":"\\ud83d","__proto__":{"a":1}}');
  assert.equal(await written(record), '{"kind":"photo","path":"\\ud83d","__proto__":{"a":1}}\n');
});

test("records at hand share chunks of about 64 KiB", async () => {
  const photos = Array.from({ length: 5000 }, (_, i) => ({ kind: "photo" as const, path: `${i}.jpg` }));
  const chunks = await collect(writeNdjson(streamOf(...photos)));
  assert.ok(chunks.length <= 4, `${chunks.length} chunks`);
  assert.equal(String(Buffer.concat(chunks)).split("\n").length, 5001);
});

test("a live record does not wait for the next", async () => {
  async function* live() {
    yield { kind: "photo" as const, path: "a" };
    await new Promise(() => undefined);
  }
  const [chunk] = await Promise.all([writeNdjson(live())[Symbol.asyncIterator]().next()]);
  assert.equal(String(chunk.value), '{"kind":"photo","path":"a"}\n');
});

test("a photo too large for one line is refused by name", async () => {
  const bytes = new Uint8Array(MAX_INLINE_BYTES + 1);
  await assert.rejects(written({ kind: "photo", path: "big.tif", bytes }), (error) => {
    assert.ok(error instanceof FacepipeError);
    assert.equal(error.code, "OVER_CAPACITY");
    assert.equal(error.message, "Cannot write photo big.tif: it is larger than 191 MiB");
    return true;
  });
});
