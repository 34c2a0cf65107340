import assert from "node:assert/strict";
import { test } from "node:test";
import { VectorStore } from "../../../core/grouping/vector_store.ts";
import { seeded, shuffled } from "../../tools/random_vectors.ts";

test("vectors keep their rows and bits when the store grows", () => {
  const store = new VectorStore(3);
  for (let i = 0; i < 10_000; i++) assert.equal(store.add(Float32Array.of(i, 0.1, -i)), i);
  assert.equal(store.count, 10_000);
  for (let i = 0; i < 10_000; i++) assert.deepEqual(store.at(i), Float32Array.of(i, 0.1, -i));
});

test("what is added is a copy", () => {
  const store = new VectorStore(2);
  const vector = Float32Array.of(1, 2);
  store.add(vector);
  vector[0] = 9;
  assert.deepEqual(store.at(0), Float32Array.of(1, 2));
});

test("vectors are put in any order in place", () => {
  for (let round = 0; round < 50; round++) {
    const store = new VectorStore(2);
    const rows = Array.from({ length: round }, (_, i) => i);
    for (const i of rows) store.add(Float32Array.of(i, -i));
    const order = shuffled(seeded(round), rows);
    store.arrange(Uint32Array.from(order));
    assert.deepEqual(
      [...store.first(round)],
      order.flatMap((i) => [i, i === 0 ? -0 : -i]),
    );
  }
});
