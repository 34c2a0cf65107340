import assert from "node:assert/strict";
import { test } from "node:test";
import { VectorStore } from "../../../core/grouping/vector_store.ts";

test("vectors keep their rows and bits when the store grows", () => {
  const store = new VectorStore(100_000);
  const first = store.at(store.add(new Float32Array(100_000).fill(0.1)));
  for (let i = 1; i < 6; i++) assert.equal(store.add(new Float32Array(100_000).fill(i)), i);
  assert.equal(store.count, 6);
  for (let i = 1; i < 6; i++) assert.deepEqual([store.at(i)[0], store.at(i)[99_999]], [i, i]);
  assert.equal(first[99_999], Math.fround(0.1));
});

test("a vector larger than a chunk has a chunk of its own", () => {
  const store = new VectorStore(300_000);
  store.add(new Float32Array(300_000).fill(1));
  store.add(new Float32Array(300_000).fill(2));
  assert.deepEqual([store.at(0).at(-1), store.at(1)[0]], [1, 2]);
});

test("what is added is a copy", () => {
  const store = new VectorStore(2);
  const vector = Float32Array.of(1, 2);
  store.add(vector);
  vector[0] = 9;
  assert.deepEqual(store.at(0), Float32Array.of(1, 2));
});
