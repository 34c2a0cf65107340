/** @module Bytes are read in other portions than they come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteSource } from "../../formats/byte_source.ts";
import { collect, inChunks, streamOf } from "../tools/streams.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

test("any portion can be read from any chunks", async () => {
  for (let size = 1; size <= 7; size++) {
    const source = new ByteSource(inChunks("abcdefg", size));
    assert.equal(text(await source.peek(4)), "abcd");
    assert.equal(text(await source.read(1)), "a");
    assert.equal(text(await source.read(0)), "");
    assert.equal(text(await source.read(4)), "bcde");
    assert.equal(text(await source.peek(9)), "fg");
    assert.equal(text(await source.read(9)), "fg");
    assert.equal(text(await source.read(1)), "");
  }
});

test("what was looked at is still there for whoever iterates", async () => {
  const source = new ByteSource(
    streamOf(Buffer.from("ab"), Buffer.from(""), Buffer.from("cd"), Buffer.from("e")),
  );
  await source.peek(3);
  await source.read(1);
  assert.deepEqual((await collect(source)).map(text), ["b", "cd", "e"]);
});

test("a large portion of small chunks is joined once", async () => {
  const chunk = new Uint8Array(64);
  const source = new ByteSource(streamOf(...Array.from({ length: 100_000 }, () => chunk)));
  const started = performance.now();
  assert.equal((await source.read(6_400_000)).length, 6_400_000);
  assert.ok(performance.now() - started < 5000);
});

test("whoever stops early closes the source", async () => {
  let closed = false;
  async function* chunks() {
    try {
      for (;;) yield Buffer.from("a");
    } finally {
      closed = true;
    }
  }
  for await (const _ of new ByteSource(chunks())) break;
  assert.ok(closed);
});
