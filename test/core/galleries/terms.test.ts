import assert from "node:assert/strict";
import { test } from "node:test";
import { compareText, metaTerms, termText } from "../../../core/mod.ts";
import { seeded } from "../../tools/random_vectors.ts";

test("terms of numbers sort as the numbers do", () => {
  const numbers = [
    -Infinity,
    -1e300,
    -(2 ** 53),
    -41,
    -1.5,
    -1,
    -Number.MIN_VALUE,
    0,
    Number.MIN_VALUE,
    0.5,
    1,
    2,
    9,
    10,
    41,
    2 ** 53 - 1,
    1e300,
    Infinity,
  ];
  const texts = numbers.map(termText);
  assert.deepEqual([...texts].sort(compareText), texts);
  assert.equal(new Set(texts).size, numbers.length);
  assert.equal(termText(-0), termText(0));
  const random = seeded(3);
  for (let i = 0; i < 2_000; i++) {
    const [a, b] = [
      (random() - 0.5) * 10 ** (random() * 40 - 20),
      (random() - 0.5) * 10 ** (random() * 40 - 20),
    ];
    assert.equal(Math.sign(compareText(termText(a), termText(b))), Math.sign(a - b), `${a} and ${b}`);
  }
});

test("a known term: 1 is 3ff0…, and its sign bit is flipped", () => {
  assert.equal(termText(1), "3bff0000000000000");
  assert.equal(termText(-1), "3400fffffffffffff");
});

test("terms of other types sort by type, then by value", () => {
  const values = [null, false, true, -5, 7, 0n, 3n, 2n ** 64n - 1n, "", "A", "a", "é", "\uffff", "🎉"];
  const texts = values.map(termText);
  assert.deepEqual([...texts].reverse().sort(compareText), texts);
});

test("text is ordered by code point, as bytes of UTF-8 are", () => {
  const words = [
    "",
    "a",
    "ab",
    "b",
    "é",
    "\ud7ff",
    "\ue000",
    "\uffff",
    "\u{10000}",
    "🎉",
    "\u{10ffff}",
    "🎉a",
    "a🎉",
    "a\uffff",
  ];
  for (const a of words) {
    for (const b of words)
      assert.equal(
        Math.sign(compareText(a, b)),
        Buffer.compare(Buffer.from(a), Buffer.from(b)),
        `${a} and ${b}`,
      );
  }
});

test("a list has a term for each of its members, once", () => {
  assert.deepEqual(metaTerms({ age: 1, name: "x", tags: ["b", "a", "b"], none: [] }), [
    { field: "age", text: termText(1) },
    { field: "name", text: "5x" },
    { field: "tags", text: "5b" },
    { field: "tags", text: "5a" },
  ]);
});
